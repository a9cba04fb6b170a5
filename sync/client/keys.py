"""Headquarters' keys: believed only where its offline root signed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from desktop.errors import Problem
from sync.client.http import Connect, Http
from sync.protocol.encoding import decode
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
