"""Plans of 40 agencies over 5 years with 60,000 events: compliance and a month, beside a query."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desktop.models import journal, reference, registry
from desktop.models.journal import Act
from desktop.models.programmes.catalogue import ACTIONS
from desktop.models.programmes.events import month_entries
from desktop.models.programmes.frequency import year_span
from desktop.models.programmes.pack_file import Part, manifest, write_pack
from desktop.models.programmes.queries import province_shares
from desktop.models.programmes.records import item_id, plan_id
from sync.protocol.ids import derived_id
from tests.bench.figures import Figure, pairwise, seconds, under
from tests.builders import Seat, seat

AGENCIES = 40
YEARS = range(1400, 1405)
EVENTS = 60_000
PIECES, PIECE_BYTES = 200, 1_500_000
MANAGER = "مدیر نمونه"
TODAY = date(2026, 1, 20)
TIMES = 9


def figures(folder: Path) -> Iterator[Figure]:
    """A province's share of a year, and the calendar of a month of one plan."""
    yield from _pack()
    at = filled(folder)
    share, bare = pairwise(
        lambda: seconds(lambda: _read(at, _province)),
        lambda: seconds(lambda: _read(at, _bare)),
        TIMES,
    )
    yield _beside("programmes.province", share, bare, 300)
    plan = plan_id("A07", "26", 1404)
    month, bare = pairwise(
        lambda: seconds(lambda: _read(at, partial(_month, plan=plan))),
        lambda: seconds(lambda: _read(at, partial(_bare_month, plan=plan))),
        TIMES,
    )
    yield _beside("programmes.month", month, bare, 100)
    at.database.close()


def _beside(name: str, took: float, bare: float, goal: float) -> Figure:
    figure = under(name, took * 1000, "ms", goal)
    return Figure(
        figure.name,
        figure.value,
        figure.unit,
        bare * 1000,
        took / bare if bare else None,
        figure.goal,
        figure.holds,
    )


def filled(folder: Path) -> Seat:
    """A vault that follows a whole province for years."""
    at = seat(folder, "مدیرکل نمونه", "social_affairs_dg")
    act = Act(at.person, "programme_owner", "Import", at.office)
    with at.database.writing(**at.journal.info(act)) as session:
        journal.insert_many(session, "year_plans", _plans(at))
        journal.insert_many(session, "plan_items", _items())
        journal.insert_many(session, "action_occurrences", _events(at))
    # What matters here is how many rows there are, not how they came to their state.
    with at.database.writing() as session:
        for kind, state in (("year_plans", "approved"), ("action_occurrences", "accepted")):
            session.connection().execute(update(registry.kind_of(kind).raw).values(state=state))
    return at


def _agencies() -> list[str]:
    return [f"A{number:02}" for number in range(AGENCIES)]


def _plans(at: Seat) -> Iterator[dict[str, Any]]:
    for agency in _agencies():
        for year in YEARS:
            yield {
                "id": plan_id(agency, "26", year),
                "agency": agency,
                "agency_name": f"سازمان نمونهٔ {agency}",
                "province": "26",
                "year": year,
                "author_id": at.person,
                "sample": True,
            }


def _items() -> Iterator[dict[str, Any]]:
    for agency in _agencies():
        for year in YEARS:
            plan = plan_id(agency, "26", year)
            for position, row in enumerate(reference.load(ACTIONS), start=1):
                yield {
                    "id": item_id(plan, row["code"]),
                    "plan_id": plan,
                    "agency": agency,
                    "province": "26",
                    "code": row["code"],
                    "position": position,
                    "owner": row["owner_fa"],
                    "due_days": [],
                    "managers": [MANAGER] if row["freq_per"] == "week" else [],
                }


def _events(at: Seat) -> Iterator[dict[str, Any]]:
    """Spread over actions and days; a fifth of them are public meetings."""
    codes = [row["code"] for row in reference.load(ACTIONS) if row["alias_of"] is None]
    places = [(agency, year) for agency in _agencies() for year in YEARS]
    for number in range(EVENTS):
        agency, year = places[number % len(places)]
        turn = number // len(places)
        weekly = turn % 5 == 0
        yield {
            "id": derived_id("bench", str(number)),
            "plan_id": plan_id(agency, "26", year),
            "agency": agency,
            "province": "26",
            "code": "P5.2" if weekly else codes[turn % len(codes)],
            "also": [],
            "title": "رویداد نمونه",
            "day": year_span(year)[0] + timedelta(days=turn * 360 // (EVENTS // len(places))),
            "audience": [],
            "people": {},
            "minutes": 120,
            "manager": MANAGER if weekly else None,
            "recorder_id": at.person,
            "apart": [],
            "sample": True,
        }


def _read(at: Seat, query: Any) -> None:
    with at.database.reading() as session:
        query(session)


def _province(session: Session) -> object:
    return province_shares(session, 1404, TODAY)


def _month(session: Session, plan: bytes) -> object:
    return month_entries(session, 1404, 8, TODAY, plan)


def _bare(session: Session) -> object:
    """The same events by Core, with nothing made of them."""
    raw, plans = registry.kind_of("action_occurrences").raw.c, registry.kind_of("year_plans").raw.c
    wanted = select(plans.id).where(plans.year == 1404)
    names = ("plan_id", "id", "code", "also", "day", "created_at", "minutes", "manager", "state")
    query = select(*(raw[name] for name in names)).where(raw.plan_id.in_(wanted))
    return session.connection().execute(query).all()


def _bare_month(session: Session, plan: bytes) -> object:
    raw = registry.kind_of("action_occurrences").raw.c
    query = select(raw.id, raw.code, raw.day, raw.state).where(raw.plan_id == plan)
    return session.connection().execute(query).all()


def _pack() -> Iterator[Figure]:
    """A pack of 300 MB as it is written: how long, and how much memory above idle."""
    import hashlib
    import resource

    content = os.urandom(PIECE_BYTES)
    digest = hashlib.sha256(content).digest()
    parts = [Part(f"evidence/P2.6/{n:03}.pdf", digest, PIECE_BYTES) for n in range(PIECES)]
    chunk = 256 << 10
    pieces = [content[n : n + chunk] for n in range(0, PIECE_BYTES, chunk)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with TemporaryDirectory(prefix="pack-") as folder:
        told = manifest({"agency_name": "سازمان نمونه"}, parts)
        target = Path(folder) / "pack.zip"
        took = seconds(
            lambda: write_pack(
                target, told, parts, lambda _part: pieces, lambda _done, _of: None, lambda: False
            )
        )
    above = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    yield under("programmes.pack", took, "s", 60)
    yield under("programmes.pack.memory", above, "MB", 150)
