"""A rewritten or cut chain of headquarters is noticed by the head that a vault holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from desktop.models import vault_facts
from desktop.models.sync_state import ACCESS
from sync.client.hq_chain import Compared, compare
from sync.client.store import DirectStore
from sync.server import audit
from sync.server.audit_tables import AuditLink
from sync.server.hq import Headquarters
from tests.sync.laptops import Hq, Laptop, looks


def compared(laptop: Laptop) -> Compared:
    token = looks(laptop, lambda session: vault_facts.get(session, ACCESS))
    exchange = laptop.exchange
    return compare(exchange.http, DirectStore(laptop.database), token or b"", exchange.now())


def noted(hq: Headquarters, session: Session, number: int = 2) -> None:
    for place in range(number):
        audit.note(hq, session, "backup", folder=f"نمونه {place}")


def test_a_chain_that_goes_on_is_followed_to_its_head(hq: Hq, pair: tuple[Laptop, Laptop]) -> None:
    a, _ = pair
    a.syncs()
    with hq.server.database.writing() as session:
        noted(hq.server, session, 3)
    found = compared(a)
    assert (found.code, found.links) == ("", 3)
    assert compared(a).links == 0


def cut(hq: Headquarters, session: Session) -> None:
    session.execute(delete(AuditLink).where(AuditLink.number > 2))


def rewritten(hq: Headquarters, session: Session) -> None:
    cut(hq, session)
    noted(hq, session, 8)


def emptied(hq: Headquarters, session: Session) -> None:
    session.execute(delete(AuditLink))


@pytest.mark.parametrize(
    ("fault", "code"),
    [(cut, "hq_chain_cut"), (rewritten, "hq_chain_rewritten"), (emptied, "hq_chain_cut")],
)
def test_a_chain_that_was_changed_behind_our_back_is_seen(
    hq: Hq,
    pair: tuple[Laptop, Laptop],
    fault: Callable[[Headquarters, Session], None],
    code: str,
) -> None:
    a, _ = pair
    a.syncs()
    with hq.server.database.writing() as session:
        fault(hq.server, session)
    with hq.server.database.reading() as session:
        keys = [hq.server.keys.receipt_public]
        assert not audit.check(hq.server, session, keys), "by itself the chain looks sound"
    assert compared(a).code == code


def test_what_links_cover_is_told_and_never_what_they_say(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    pair[0].syncs()
    with hq.server.database.writing() as session:
        audit.note(hq.server, session, "backup", folder="CANARY-9F")
        head = audit.head(session)
        assert head is not None
        assert b"CANARY-9F" in session.get_one(AuditLink, head.number).message
        (digest,) = audit.links(session, head.number - 1, 9)
    assert b"CANARY-9F" not in digest
    assert len(digest) == 32
