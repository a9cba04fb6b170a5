"""A person's file of 500 records, and a register of 100,000 letters searched by what is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import journal, registry
from desktop.models.journal import Act
from desktop.models.letters.queries import LetterFilter, letters_page
from desktop.models.letters.records import LAST
from desktop.models.personnel_actions.person_files import person_file
from desktop.models.text import fold
from sync.protocol.ids import derived_id
from tests.bench.figures import Figure, pairwise, seconds, within
from tests.bench.lists import letters
from tests.builders import Seat, seat

LETTERS = 100_000
OTHERS = 20_000
EACH = 125
"""Of each of four kinds: 500 records are linked to the person."""
PAGE = 200
TIMES = 15
PERSON = derived_id("bench", "person")
BEGIN = date(2015, 3, 21)


def figures(folder: Path) -> Iterator[Figure]:
    """Each beside the bare query of the same run."""
    at = filled(folder)
    for name, typed in (
        ("number", "26/99123"),
        ("words", "گزارش بازرسی"),
        ("none", "ناموجود"),
        ("rare", "بازرسی 4242"),
    ):
        wanted = LetterFilter(text=typed)
        whole, bare = _beside(at, partial(letters_page, wanted=wanted, size=PAGE), _bare(typed))
        yield within(f"letters.search.{name}", whole * 1000, "ms", bare * 1000, 100)
    opened, bare = _beside(at, partial(person_file, person=PERSON, day=date.today()), _bare_file)
    yield within("person_file.opens", opened * 1000, "ms", bare * 1000, 200)
    at.database.close()


def _beside(
    at: Seat, first: Callable[[Session], object], second: Callable[[Session], object]
) -> tuple[float, float]:
    def read(query: Callable[[Session], object]) -> None:
        with at.database.reading() as session:
            query(session)

    return pairwise(
        lambda: seconds(lambda: read(first)), lambda: seconds(lambda: read(second)), TIMES
    )


def filled(folder: Path) -> Seat:
    """A vault with the letters, and a person among others with so many records."""
    at = seat(folder, "رئیس نمونهٔ یک", "head_of_inspection")
    act = Act(at.person, at.role, "Import", at.office)
    with at.database.writing(**at.journal.info(act)) as session:
        journal.insert_many(session, "letters", letters(LETTERS))
        journal.insert_many(
            session, "persons", [{"id": PERSON, "name": "کارمند نمونه", "province": "26"}]
        )
        for kind, rows in _linked(at).items():
            journal.insert_many(session, kind, rows)
    return at


def _linked(at: Seat) -> dict[str, Iterator[dict[str, Any]]]:
    """A quarter each: findings of visits, corrective actions, cases, courses; and others' cases."""
    return {
        "visits": (_visit(number, at) for number in range(EACH)),
        "findings": (_finding(number) for number in range(EACH)),
        "finding_persons": (_about(number) for number in range(EACH)),
        "corrective_actions": (_measure(number) for number in range(EACH)),
        "personnel_actions": (_case(number, at) for number in range(EACH + OTHERS)),
        "training_records": (_course(number) for number in range(EACH)),
    }


def _day(number: int) -> date:
    return BEGIN + timedelta(days=number * 7)


def _visit(number: int, at: Seat) -> dict[str, Any]:
    return {
        "id": derived_id("bench", "visit", str(number)),
        "code": f"26-0408-K7Q2-{number:06}",
        "kind": "programmed",
        "order_number": f"۸/{number}",
        "order_date": _day(number),
        "order_issuer": "رئیس دفتر بازرسی نمونه",
        "unit_name": "واحد نمونه",
        "day": _day(number),
        "remit": "شاخص‌های هفتگانه",
        "template_code": "foad_seven",
        "template_version": 3,
        "leader_id": at.person,
    }


def _finding(number: int) -> dict[str, Any]:
    return {
        "id": derived_id("bench", "finding", str(number)),
        "visit_id": derived_id("bench", "visit", str(number)),
        "number": 1,
        "indicator": f"F{number % 7 + 1}",
        "description": "مراجعان بی‌پاسخ ماندند (نمونه)",
    }


def _about(number: int) -> dict[str, Any]:
    return {
        "finding_id": derived_id("bench", "finding", str(number)),
        "person_id": PERSON,
        "name": "کارمند نمونه",
        "conduct": "پشت باجه نبود (نمونه)",
    }


def _measure(number: int) -> dict[str, Any]:
    return {
        "visit_id": derived_id("bench", "visit", str(number)),
        "finding_ids": [],
        "description": "نوبت‌دهی درست شود (نمونه)",
        "owner_id": PERSON,
        "due_on": _day(number),
    }


def _case(number: int, at: Seat) -> dict[str, Any]:
    other = derived_id("bench", "other", str(number % 200))
    return {
        "kind": ("caution", "reward_nonmaterial", "guidance")[number % 3],
        "person_id": PERSON if number < EACH else other,
        "person_name": "کارمند نمونه",
        "happened_on": _day(number % 500),
        "reason": "برخورد با مراجعان (نمونه)",
        "sources": [],
        "proposer_id": at.person,
    }


def _course(number: int) -> dict[str, Any]:
    return {
        "person_id": PERSON,
        "title": "تکریم ارباب‌رجوع (نمونه)",
        "held_on": _day(number),
        "hours": 4,
    }


def _bare(typed: str) -> Callable[[Session], object]:
    """The plain columns of the lines with these words, by Core, along the same index."""
    names = (
        *("id", "direction", "number", "year", "serial", "letter_date", "sender", "addressee"),
        *("subject", "record_kind", "record_id", "in_number", "in_date", "pdf_sha256", "state"),
    )
    raw = registry.kind_of("letters").raw.c
    query = select(*(raw[name] for name in names)).where(
        raw.deleted_at.is_(None),
        *(
            raw.folded.contains(word, autoescape=True)
            for word in fold(typed.replace("/", " ")).split()
        ),
    )
    place = (func.coalesce(raw.year, LAST), func.coalesce(raw.serial, LAST), raw.id)
    query = query.order_by(*(column.desc() for column in place)).limit(PAGE + 1)
    return lambda session: session.connection().execute(query).all()


def _bare_file(session: Session) -> object:
    """The plain columns of the same lines, table by table, by Core."""
    connection = session.connection()
    raw = {name: registry.kind_of(name).raw.c for name in _TABLES}
    found: list[object] = []
    for name, columns in _TABLES.items():
        if name == "findings":
            query = (
                select(*(raw[name][column] for column in columns))
                .join(
                    raw["finding_persons"].id.table,
                    raw["finding_persons"].finding_id == raw[name].id,
                )
                .where(raw["finding_persons"].person_id == PERSON)
            )
        elif name == "finding_persons":
            continue
        else:
            whose = raw[name].owner_id if name == "corrective_actions" else raw[name].person_id
            query = select(*(raw[name][column] for column in columns)).where(whose == PERSON)
        found += connection.execute(query).all()
    return found


_TABLES = {
    "findings": ("indicator", "description", "state", "visit_id", "seen_at"),
    "finding_persons": (),
    "corrective_actions": ("kind", "description", "owner_post", "state", "visit_id", "due_on"),
    "personnel_actions": ("id", "kind", "reason", "post", "state", "happened_on", "issued_on"),
    "training_records": ("id", "held_on", "hours", "title", "certificate"),
}
