"""The first page of long lists, against a bare query along the same index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import journal, registry
from desktop.models.inspections.queries import VisitFilter, visits_count, visits_page
from desktop.models.journal import Act
from desktop.models.letters.queries import LetterFilter, letters_page
from sync.protocol.ids import derived_id
from tests.bench.figures import Figure, at_most, pairwise, seconds, told, under
from tests.builders import OFFICE, Seat, seat

VISITS = 100_000
LETTERS = 20_000
PAGE = 100
TIMES = 25


def figures(folder: Path) -> Iterator[Figure]:
    """The page that opens, and the same narrowed by what a person types."""
    at = filled(folder, VISITS, LETTERS)
    page, bare = pairwise(
        lambda: seconds(lambda: _read(at, _first_page)),
        lambda: seconds(lambda: _read(at, _bare)),
        TIMES,
    )
    yield at_most("list.first_page", page * 1000, "ms", bare * 1000, 3)
    yield under("list.first_page.plain", page * 1000, "ms", 50)
    for name, text in (("many", "نمونهٔ ۴۲"), ("none", "ناموجود")):
        wanted = VisitFilter(text=text)
        reading = partial(_read, at, partial(visits_page, wanted=wanted))
        narrowed, floor = pairwise(
            partial(seconds, reading), lambda: seconds(lambda: _read(at, _bare))
        )
        yield told(f"list.filtered.{name}", narrowed * 1000, "ms", floor * 1000)
    count, _ = pairwise(lambda: seconds(lambda: _read(at, _count)), lambda: 0.0)
    yield told("list.count", count * 1000, "ms")
    register, bare = pairwise(
        lambda: seconds(lambda: _read(at, lambda s: letters_page(s, LetterFilter()))),
        lambda: seconds(lambda: _read(at, _bare_letters)),
        TIMES,
    )
    yield told("letters.first_page", register * 1000, "ms", bare * 1000)
    at.database.close()


def filled(folder: Path, visits: int, register: int) -> Seat:
    """A vault with that many visits, some with findings, and letters."""
    at = seat(folder, "رئیس نمونهٔ یک", "head_of_inspection")
    act = Act(at.person, at.role, "Import", at.office)
    with at.database.writing(**at.journal.info(act)) as session:
        journal.insert_many(session, "visits", _visits(visits, at))
        journal.insert_many(session, "findings", _findings(visits))
        journal.insert_many(session, "letters", letters(register))
    return at


def _visits(count: int, at: Seat) -> Iterator[dict[str, Any]]:
    begin = date(2020, 1, 1)
    planned = datetime(2020, 1, 1, 6, tzinfo=UTC)
    counties = [derived_id("counties", str(number)) for number in range(6)]
    for number in range(count):
        yield {
            "id": derived_id("bench", str(number)),
            "code": f"26-0408-K7Q2-{number:06}",
            "kind": ("programmed", "case_based")[number % 2],
            "order_number": f"۸/{number}",
            "order_date": begin,
            "order_issuer": "رئیس دفتر بازرسی نمونه",
            "unit_name": f"واحد نمونهٔ {number % 500}",
            "province": "26",
            "county_id": counties[number % len(counties)],
            "day": begin + timedelta(days=number * 2000 // count),
            "remit": "شاخص‌های هفتگانه",
            "template_code": "foad_seven",
            "template_version": 3,
            "leader_id": at.person,
            "planned_at": planned,
            "sample": True,
        }


def _findings(visits: int) -> Iterator[dict[str, Any]]:
    """Two on each of the latest thousand visits, which the first page shows."""
    for number in range(max(0, visits - 1000) * 2, visits * 2):
        yield {
            "visit_id": derived_id("bench", str(number // 2)),
            "number": number % 2 + 1,
            "severity": ("minor", "major")[number % 2],
            "description": "اطلاعیه‌ای کنار باجه نصب است.",
        }


def letters(count: int) -> Iterator[dict[str, Any]]:
    """Letters out and in, a tenth in each year."""
    for number in range(count):
        yield {
            "direction": ("out", "in")[number % 2],
            "year": 1395 + number * 10 // count,
            "serial": number,
            "number": f"۲۶/{number}",
            "sender": "دفتر بازرسی نمونه",
            "addressee": "سازمان نمونه",
            "subject": f"ارسال گزارش بازرسی {number}",
            "copies": [],
            "body": "با سلام و احترام",
        }


def _read(at: Seat, query: Callable[[Session], object]) -> None:
    with at.database.reading() as session:
        query(session)


def _first_page(session: Session) -> object:
    return visits_page(session, VisitFilter(), None, PAGE)


def _count(session: Session) -> object:
    return visits_count(session, VisitFilter())


def _bare(session: Session) -> object:
    """The plain columns of the same lines, by Core, along the index of days."""
    names = (
        *("id", "code", "unit_name", "kind", "announced", "visibility", "day", "state"),
        *("returned_reason", "leader_id", "sample"),
    )
    raw = registry.kind_of("visits").raw.c
    query = select(*(raw[name] for name in names)).where(raw.deleted_at.is_(None))
    query = query.order_by(raw.day.desc(), raw.id.desc()).limit(PAGE + 1)
    return session.connection().execute(query).all()


def _bare_letters(session: Session) -> object:
    names = ("id", "direction", "number", "year", "serial", "letter_date", "sender", "addressee")
    raw = registry.kind_of("letters").raw.c
    query = select(*(raw[name] for name in (*names, "subject", "state")))
    query = query.where(raw.deleted_at.is_(None), raw.office_id == OFFICE)
    query = query.order_by(raw.year.desc(), raw.serial.desc()).limit(PAGE + 1)
    return session.connection().execute(query).all()
