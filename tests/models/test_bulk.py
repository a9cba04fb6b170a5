"""Many rows at once: stored exactly as one by one, found in stretches, written where changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desktop.models import registry
from desktop.models.bulk import insert_rows, rows_of, update_rows
from desktop.models.entries import EntryBody
from desktop.models.registry import Row
from desktop.models.scope_memo import ScopeMemo
from sync.protocol.ids import new_id
from tests.builders import Seat, seat

FINDINGS = registry.kind_of("findings")
COUNT = 40


@pytest.fixture
def at(tmp_path: Path) -> Seat:
    return seat(tmp_path)


def row(number: int, **other: Any) -> dict[str, Any]:
    made = dict.fromkeys(column.name for column in FINDINGS.raw.c)
    return {
        **made,
        "id": new_id(1_760_000_000_000 + number, os.urandom),
        "visit_id": bytes(16),
        "number": number,
        "type": "o'clock\0\"; DROP TABLE findings --",
        "severity": "minor",
        "description": "شرح «نمونه»",
        "about_person": True,
        "sensitivity": "internal",
        "created_at": "2025-11-03T06:00:00.000Z",
        "created_by": bytes(16),
        "updated_at": "2025-11-03T06:00:00.000Z",
        "updated_by": bytes(16),
        "revision": 1,
        "stamps": bytes(range(16)),
        "state": "draft",
        "folded": "شرح",
        **other,
    }


def stored(session: Session) -> list[dict[str, Any]]:
    query = select(FINDINGS.raw).order_by(FINDINGS.raw.c.number)
    return [dict(found) for found in session.execute(query).mappings()]


@pytest.mark.parametrize("count", [1, COUNT, 1_100])
def test_rows_are_stored_exactly_whatever_they_have_in_common(at: Seat, count: int) -> None:
    rows = [row(number, place=None if number % 2 else "'") for number in range(count)]
    with at.database.writing() as session:
        insert_rows(session.connection(), FINDINGS.raw, rows)
        assert stored(session) == rows
        kinds = session.execute(text("SELECT DISTINCT typeof(type), typeof(id) FROM findings"))
        assert kinds.all() == [("text", "blob")]


def test_rows_are_found_whether_their_ids_lie_side_by_side_or_not(at: Seat) -> None:
    rows = [row(number) for number in range(COUNT)]
    rows += [row(COUNT + number, id=os.urandom(16)) for number in range(COUNT)]
    with at.database.writing() as session:
        insert_rows(session.connection(), FINDINGS.raw, rows)
        for some in (rows[:COUNT], rows[10:30], rows, rows[COUNT:], rows[:2]):
            asked = [one["id"] for one in some]
            found = rows_of(session.connection(), FINDINGS.raw, [*asked, bytes(16)])
            assert {one["id"] for one in found} == set(asked)


def test_only_the_columns_that_changed_are_written(at: Seat) -> None:
    rows = [row(number) for number in range(3)]
    with at.database.writing() as session:
        insert_rows(session.connection(), FINDINGS.raw, rows)
        changed = [{**rows[0], "place": "حیاط"}, {**rows[1], "code": "K02", "state": "kept"}]
        session.execute(text("UPDATE findings SET severity = 'major'"))
        update_rows(
            session.connection(),
            FINDINGS.raw,
            list(zip(changed, rows, strict=False)),
            frozenset({"id", "state"}),
        )
        found = stored(session)
    assert [one["place"] for one in found] == ["حیاط", None, None]
    assert [one["code"] for one in found] == [None, "K02", None]
    assert {one["severity"] for one in found} == {"major"}
    assert {one["state"] for one in found} == {"draft"}


def test_scopes_that_are_remembered_are_those_that_would_be_worked_out() -> None:
    visits = {
        bytes([number]) * 16: {
            "id": bytes([number]) * 16,
            "office_id": bytes(16),
            "province": "26",
            "agency": "SWO",
            "visibility": "covert" if number == 2 else "announced",
            "revealed_at": None,
        }
        for number in range(3)
    }

    def find(kind: str, key: bytes) -> Row | None:
        return visits.get(key) if kind == "visits" else None

    memo = ScopeMemo(find)
    for _ in range(2):
        for visit in visits:
            for state in ("draft", "communicated"):
                made = row(1, visit_id=visit, state=state)
                assert memo.of(FINDINGS, made) == FINDINGS.scopes(made, find)


def test_a_long_body_takes_less_room_and_comes_back_as_it_was(at: Seat) -> None:
    body = b"\x92" + bytes(10_000)
    place = {"vault": bytes(8), "epoch": 1, "digest": bytes(32)}
    with at.database.writing() as session:
        session.add(EntryBody(**place, counter=1, body=body))
        session.add(EntryBody(**place, counter=2, body=b"\x92short"))
        session.flush()
        session.execute(text("UPDATE bodies SET body = x'28b52ffd00' WHERE counter = 2"))
        found = session.execute(select(EntryBody.body).order_by(EntryBody.counter)).scalars().all()
        lies = session.execute(text("SELECT length(body) FROM bodies WHERE counter = 1")).scalar()
    assert found == [body, b"\x28\xb5\x2f\xfd\x00"], "what cannot be opened is given as it lies"
    assert lies is not None
    assert lies < 100
