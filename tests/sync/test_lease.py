"""The lease of a vault: given at an exchange, renewed once a day, and what comes after it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from desktop.errors import Problem
from desktop.models import hq_witness, lease, vault_facts
from desktop.models.entries import Entry
from desktop.models.lease import LeaseState
from sync.client import news
from sync.protocol import slim
from sync.protocol.columns import Peer
from sync.protocol.entry import decode_header
from sync.protocol.lease import MARK, Standing
from sync.protocol.messages import ExchangeAnswer, Lease, News, Signed
from sync.protocol.packing import OPEN_LIMIT, open_stream
from sync.server import accounts, audit, leases, reviews, vaults
from sync.server.tables import Device
from tests.sync.laptops import Hq, Laptop
from tests.sync.units import AddUnit

EMPTY = ExchangeAnswer([], [], [], None, 0, [], b"", {}, False, 0, b"", [], [])
DAY = 24 * 60


@contextlib.contextmanager
def listening(laptop: Laptop, told: list[News | None]) -> Iterator[None]:
    """Hear the news of every answer that comes to a laptop."""
    own = laptop.own.enrolment()
    peer = Peer(own.installation, laptop.journal.vault, own.person)

    def heard(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        data = response.read()
        if request.url.path == "/exchange":
            asked = slim.open_request(open_stream(request.read(), OPEN_LIMIT), peer)
            told.append(slim.unpack_answer(data, asked, peer).news)
        stream = httpx.ByteStream(data)
        return httpx.Response(response.status_code, headers=response.headers, stream=stream)

    laptop.road.change = heard
    yield
    laptop.road.change = None


def state(laptop: Laptop) -> LeaseState:
    with laptop.database.reading() as session:
        return lease.state(session, laptop.journal.vault, laptop.wall.ms)


def test_the_first_exchange_brings_a_lease_and_the_next_day_another(
    pair: tuple[Laptop, Laptop],
) -> None:
    a, _ = pair
    assert state(a).standing is Standing.NONE
    a.syncs()
    assert state(a).days_left == 30
    a.wall.forward(minutes=3 * DAY)
    assert state(a).days_left == 27
    a.syncs()
    assert state(a).days_left == 30


def test_news_is_told_once(pair: tuple[Laptop, Laptop]) -> None:
    a, _ = pair
    told: list[News | None] = []
    with listening(a, told):
        a.syncs()
        a.syncs()
        a.syncs()
    first = told[0]
    assert first is not None
    assert first.lease is not None
    assert first.audit is not None
    assert told[-1] is None


def test_what_is_recorded_after_the_lease_is_marked_taken_and_listed(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    a.syncs()
    a.does(AddUnit())
    a.wall.forward(minutes=31 * DAY)
    assert state(a).closed
    assert state(a).records
    a.does(AddUnit(b"\2" * 16, "واحد نمونهٔ پ"))
    with a.database.reading() as session:
        own = select(Entry.core).where(Entry.vault == a.journal.vault).order_by(Entry.counter)
        cores = session.execute(own).scalars().all()
    assert [MARK in decode_header(core).scopes for core in cores] == [False, True]
    a.syncs()
    b.syncs()
    assert a.state.unsent == 0
    assert not state(a).closed
    with hq.server.database.reading() as session:
        assert [(one.counter, one.reason, one.taken) for one in reviews.waiting(session)] == [
            (2, "lease_over", True)
        ]


def test_a_lease_of_another_vault_or_key_is_refused(hq: Hq, pair: tuple[Laptop, Laptop]) -> None:
    a, b = pair
    with hq.server.database.reading() as session:
        given = leases.give(hq.server, session.get_one(Device, a.journal.vault))
    with b.database.reading() as session:
        held = vault_facts.enrolment(session)
    assert held is not None
    for signed in (given, Signed(given.message, bytes(64))):
        with pytest.raises(Problem, match="lease_not_genuine"):
            news.check(held, b.journal.vault, replace(EMPTY, news=News(lease=signed)))
    news.check(held, a.journal.vault, replace(EMPTY, news=News(lease=given)))


def test_an_older_lease_changes_nothing(pair: tuple[Laptop, Laptop]) -> None:
    a, _ = pair
    a.syncs()
    with a.database.writing() as session:
        known = lease.term(session)
        assert known is not None
        lease.keep(session, Lease(b"", b"", b"", known.issued_at - 9, known.until - 9))
        assert lease.term(session) == known


def test_a_role_taken_away_is_told_at_the_next_exchange(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, _ = pair
    a.syncs()
    a.syncs()
    with hq.server.database.writing() as session:
        accounts.end_role(hq.server, session, a.person, "inspector")
    a.syncs()
    with a.database.reading() as session:
        held = vault_facts.enrolment(session)
    assert held is not None
    assert held.roles == []


def test_a_certificate_is_renewed_before_it_expires(hq: Hq, pair: tuple[Laptop, Laptop]) -> None:
    a, _ = pair
    a.syncs()
    for _ in range(24):
        hq.wall.forward(minutes=30 * DAY)
        a.syncs()
    with hq.server.database.reading() as session:
        device = session.get_one(Device, a.journal.vault)
        assert device.not_after > hq.wall.ms
        assert "certificate_renewed" in [one.what for one in audit.listed(session)]


def test_the_head_of_headquarters_chain_is_kept_and_one_that_goes_back_is_seen(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    a.syncs()
    with a.database.reading() as session, hq.server.database.reading() as there:
        kept, head = hq_witness.head(session), audit.head(there)
        assert kept == head
    assert kept is not None
    with hq.server.database.writing() as there:
        vaults.revoke(hq.server, there, b.journal.vault)
    a.syncs()
    with a.database.writing() as session:
        later = hq_witness.head(session)
        assert later is not None
        assert later.number == kept.number + 1
        hq_witness.keep(session, kept, datetime.now(UTC))
        assert hq_witness.head(session) == later
        assert hq_witness.broken(session) == kept
