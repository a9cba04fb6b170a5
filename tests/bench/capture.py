"""What the journal costs at the moment of writing, against the same rows without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from desktop.models import capture, journal, registry
from desktop.models.inspections.records import Finding
from desktop.models.journal import Act
from tests.bench.figures import Figure, at_most, pairwise, seconds
from tests.builders import NOW, Seat, seat

ROWS = 20_000
FLUSHED = 4_000


def figures(folder: Path) -> Iterator[Figure]:
    """Both ways into the journal."""
    bare = seat(folder / "bare", role="inspector")
    kept = seat(folder / "kept", role="inspector")
    for number, (name, mine, theirs) in enumerate(
        (("G10.insert_many", _insert_many, _core), ("G10.flush_hook", _hooked, _unhooked))
    ):

        def with_journal(mine: Any = mine) -> float:
            return seconds(lambda: mine(kept))

        def without(theirs: Any = theirs) -> float:
            return seconds(lambda: theirs(bare))

        value, floor = pairwise(with_journal, without)
        rows = (ROWS, FLUSHED)[number]
        yield at_most(name, value / rows * 1e6, "µs/row", floor / rows * 1e6, 1.5)
    bare.database.close()
    kept.database.close()


def rows(count: int, at: Seat) -> Iterator[dict[str, Any]]:
    """Findings of twelve fields, about 485 bytes each as JSON."""
    for number in range(count):
        yield {
            "visit_id": bytes(16),
            "number": number,
            "indicator": f"F{number % 7 + 1}",
            "code": "K01",
            "criterion": "C19-42",
            "type": "nonconformity",
            "severity": "minor",
            "description": "اطلاعیه‌ای کنار باجه نصب است که مراجعان معترض را تهدید می‌کند. " * 2,
            "place": "سالن انتظار، کنار باجهٔ ۲",
            "item": "f5.counters",
            "about_person": False,
            "corrected_on_spot": "تذکر داده شد",
        }


def _insert_many(at: Seat) -> None:
    act = Act(at.person, at.role, "Import", at.office)
    with at.database.writing(**at.journal.info(act)) as session:
        journal.insert_many(session, "findings", rows(ROWS, at))


def _core(at: Seat) -> None:
    kind = registry.kind_of("findings")
    made = [_complete(kind, at, row) for row in rows(ROWS, at)]

    def write() -> None:
        with at.database.writing() as session:
            for start in range(0, ROWS, 500):
                session.connection().execute(kind.raw.insert(), made[start : start + 500])

    write()


def _complete(kind: registry.Kind, at: Seat, row: dict[str, Any]) -> dict[str, Any]:
    return {
        **dict.fromkeys(kind.fields),
        **row,
        "id": at.journal.new_id(),
        "sensitivity": "internal",
        "created_at": "2025-11-03T06:00:00.000Z",
        "created_by": at.person,
        "updated_at": "2025-11-03T06:00:00.000Z",
        "updated_by": at.person,
        "revision": 1,
        "stamps": bytes(16),
        "extra": None,
        "state": "draft",
        "folded": kind.folded(row),
    }


def _hooked(at: Seat) -> None:
    act = Act(at.person, at.role, "Import", at.office)
    with at.database.writing(**at.journal.info(act)) as session:
        _add_all(session, at)


def _unhooked(at: Seat) -> None:
    kind = registry.kind_of("findings")
    event.remove(Session, "before_flush", capture.note_changes)
    try:
        with at.database.writing() as session:
            _add_all(session, at, kind)
    finally:
        event.listen(Session, "before_flush", capture.note_changes)


def _add_all(session: Session, at: Seat, complete: registry.Kind | None = None) -> None:
    for row in rows(FLUSHED, at):
        record = Finding(**row)
        if complete is not None:
            record.id = at.journal.new_id()
            record.created_at = record.updated_at = NOW
            record.created_by = record.updated_by = at.person
            record.revision, record.stamps, record.state = 1, bytes(16), "draft"
            record.sensitivity, record.folded = "internal", complete.folded(row)
        session.add(record)
    session.flush()
