"""The hands of an open vault: what it can open, with what headquarters certified for it."""

from __future__ import annotations

from desktop.models.identities.hands import Hands
from desktop.models.vault import OpenVault
from desktop.models.vault_facts import Enrolment
from sync.protocol.encoding import decode
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import KeyList, KeysAnswer


def hands_of(vault: OpenVault) -> Hands:
    """For the pages of one signed-in person."""
    enrolment = vault.enrolment
    return Hands(
        vault.slot.vault,
        vault.keys.receive,
        vault.blobs,
        enrolment.receipt_key if enrolment else b"",
        officers_of(enrolment),
    )


def officers_of(enrolment: Enrolment | None) -> tuple[bytes, ...]:
    """The officers' public keys as headquarters' root signed them; none where it named none."""
    if enrolment is None or not enrolment.keys:
        return ()
    try:
        answer = decode(enrolment.keys, KeysAnswer)
        return tuple(decode(answer.keys.message, KeyList).officers)
    except ProtocolError:
        return ()
