"""Headquarters' own chain: what is noted, and that no link of it changes unseen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from sync.protocol import audit as protocol
from sync.protocol.encoding import decode, encode
from sync.server import audit, clones, vaults
from sync.server.audit_tables import AuditLink
from sync.server.tables import QUARANTINED, Device
from tests.hq import Hq
from tests.sync.server.conftest import Enrolled


def noted(hq: Hq) -> list[str]:
    with hq.server.database.reading() as session:
        return [one.what for one in audit.listed(session)]


def faults(hq: Hq) -> list[audit.Fault]:
    with hq.server.database.reading() as session:
        return audit.check(hq.server, session, [hq.server.keys.receipt_public])


def test_what_is_done_to_people_and_vaults_is_noted_in_its_order(
    hq: Hq, enrolled: Enrolled
) -> None:
    laptop = enrolled()
    with hq.server.database.writing() as session:
        vaults.revoke(hq.server, session, laptop.vault)
    assert noted(hq) == ["role_granted", "code_issued", "enrolled", "vault_revoked"]
    assert not faults(hq)


def test_the_release_of_a_vault_is_noted(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    with hq.server.database.writing() as session:
        session.get_one(Device, laptop.vault).status = QUARANTINED
        session.flush()
        clones.release(hq.server, session, laptop.vault)
    assert noted(hq)[-1] == "vault_released"


def test_nothing_is_noted_of_what_was_not_kept(hq: Hq, enrolled: Enrolled) -> None:
    laptop, before = enrolled(), noted(hq)

    def revoked_and_lost() -> None:
        with hq.server.database.writing() as session:
            vaults.revoke(hq.server, session, laptop.vault)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        revoked_and_lost()
    assert noted(hq) == before


def test_a_head_is_believed_under_headquarters_key_alone(hq: Hq, enrolled: Enrolled) -> None:
    enrolled()
    with hq.server.database.reading() as session:
        head, links = audit.head(session), audit.links(session, 0, 100)
    assert head is not None
    keys = hq.server.keys
    assert protocol.genuine(head, keys.installation, [keys.receipt_public])
    assert not protocol.genuine(head, bytes(16), [keys.receipt_public])
    assert not protocol.genuine(head, keys.installation, [bytes(32)])
    assert protocol.followed(protocol.START, 0, links) == head.hash
    assert protocol.followed(protocol.START, 0, links[::-1]) != head.hash


def altered(session: Session) -> None:
    row = session.get_one(AuditLink, 2)
    text = decode(row.message, protocol.Noted)
    row.message = encode(type(text)(text.installation, 2, text.time + 1, text.what, "", {}))


def dropped(session: Session) -> None:
    session.execute(delete(AuditLink).where(AuditLink.number == 2))


def signed_by_nobody(session: Session) -> None:
    session.execute(update(AuditLink).where(AuditLink.number == 3).values(signature=bytes(64)))


def called_otherwise(session: Session) -> None:
    session.execute(update(AuditLink).where(AuditLink.number == 2).values(what="founded"))


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (altered, "audit_link_altered"),
        (dropped, "audit_link_missing"),
        (signed_by_nobody, "audit_signature_wrong"),
        (called_otherwise, "audit_link_altered"),
    ],
)
def test_a_changed_chain_is_seen(
    hq: Hq, enrolled: Enrolled, fault: Callable[[Session], None], code: str
) -> None:
    enrolled()
    with hq.server.database.writing() as session:
        fault(session)
    assert code in {one.code for one in faults(hq)}
