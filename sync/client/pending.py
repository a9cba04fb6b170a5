"""Entries that headquarters has not judged yet, straight from their authors: each proves itself.

Its author's certificate is headquarters' word on the key; signature and hashes do the rest.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop.errors import Problem
from desktop.models.projection import Incoming
from sync.protocol.encoding import decode
from sync.protocol.entry import (
    ENTRY_TAG,
    Header,
    body_hash,
    decode_body,
    decode_header,
    entry_hash,
    verified,
    verified_by_any,
)
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import CERTIFICATE_TAG, Certificate, Signed
from sync.protocol.relay import Pending


def authors(
    signed: Iterable[Signed], receipt_key: bytes, installation: bytes
) -> dict[bytes, Certificate]:
    """Certificates by vault, if headquarters signed them. Raises Problem."""
    found = {}
    for one in signed:
        if not verified_by_any(receipt_key, CERTIFICATE_TAG, one.message, one.signature):
            raise Problem("certificate_not_genuine")
        try:
            certificate = decode(one.message, Certificate)
        except ProtocolError as error:
            raise Problem("reply_unreadable", why=error.code) from error
        if certificate.installation != installation:
            raise Problem("certificate_not_genuine")
        found[certificate.vault] = certificate
    return found


def checked(entries: Iterable[Pending], known: dict[bytes, Certificate]) -> list[Incoming]:
    """The entries, if each is whole and its author's. Raises Problem ``entry_not_genuine``."""
    found = []
    for one in entries:
        try:
            header = decode_header(one.core)
            changes = decode_body(one.body).changes
        except ProtocolError as error:
            raise Problem("reply_unreadable", why=error.code) from error
        certificate = known.get(header.vault)
        hashed = entry_hash(one.previous, one.core)
        if (
            certificate is None
            or not _his(header, certificate)
            or body_hash(one.body) != header.body_hash
            or not verified(certificate.signing_key, ENTRY_TAG, hashed, one.signature)
        ):
            raise Problem("entry_not_genuine")
        found.append(
            Incoming(
                header,
                one.core,
                hashed,
                one.body,
                changes,
                header.stamp,
                one.previous,
                one.signature,
            )
        )
    return found


def _his(header: Header, certificate: Certificate) -> bool:
    """The person and the role are those that headquarters gave this vault, at that time."""
    return (
        header.installation == certificate.installation
        and header.actor == certificate.person
        and any(
            grant.role == header.role
            and grant.starts <= header.wall
            and (grant.ends is None or header.wall < grant.ends)
            for grant in certificate.roles
        )
    )
