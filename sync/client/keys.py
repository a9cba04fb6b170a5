"""Headquarters' keys: believed only where its offline root signed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import msgspec

from desktop.errors import Problem
from desktop.models.vault_facts import Enrolment
from sync.client.http import Connect, Http
from sync.protocol.encoding import decode, encode
from sync.protocol.enrolment import fingerprint, normal_code
from sync.protocol.entry import verified
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import (
    CERTIFICATE_TAG,
    KEYS_TAG,
    Certificate,
    KeyList,
    KeysAnswer,
    Signed,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trusted:
    """The keys of an installation and the root that vouches for them."""

    root: str
    keys: KeyList
    answer: KeysAnswer


def trusted_keys(connect: Connect, url: str, root: str) -> Trusted:
    """Fetch headquarters' keys and hold them against the root's printed fingerprint.

    Raises Problem ``server_not_ours`` for every other root or signature.
    """
    http = connect(url, None)
    try:
        answer = http.get("/keys", KeysAnswer)
    finally:
        http.close()
    return believed(answer, root)


def believed(answer: KeysAnswer, root: str) -> Trusted:
    """The keys, if the root of the printed fingerprint signed them.

    Raises Problem ``server_not_ours``.
    """
    shown = fingerprint(answer.root)
    signed = answer.keys
    if normal_code(shown) != normal_code(root) or not verified(
        answer.root, KEYS_TAG, signed.message, signed.signature
    ):
        raise Problem("server_not_ours")
    return Trusted(shown, _decoded(signed, KeyList), answer)


def renewed_keys(enrolment: Enrolment, answer: KeysAnswer) -> Enrolment | None:
    """What a later list of the same root adds, e.g. a recovery key; None where it is no later.

    Another receipt key is not taken up in silence. Raises Problem ``server_not_ours``.
    """
    if not enrolment.root:
        return None
    fresh = believed(answer, enrolment.root.decode())
    if fresh.keys.installation != enrolment.installation:
        raise Problem("server_not_ours")
    if fresh.keys.receipt_key != enrolment.receipt_key:
        return None
    if enrolment.keys:
        held = believed(decode(enrolment.keys, KeysAnswer), enrolment.root.decode())
        if fresh.keys.issued_at <= held.keys.issued_at:
            return None
    return msgspec.structs.replace(enrolment, keys=encode(answer))


def pinned(connect: Connect, url: str, keys: KeyList) -> Http:
    """A connection that only headquarters can answer."""
    return connect(url, keys.tls_certificate)


def checked_certificate(signed: Signed, receipt_key: bytes) -> Certificate:
    """A certificate that headquarters signed. Raises Problem ``certificate_not_genuine``."""
    if not verified(receipt_key, CERTIFICATE_TAG, signed.message, signed.signature):
        raise Problem("certificate_not_genuine")
    return _decoded(signed, Certificate)


def _decoded(signed: Signed, into: type[T]) -> T:
    try:
        return decode(signed.message, into)
    except ProtocolError as error:
        raise Problem("reply_unreadable", why=error.code) from error
