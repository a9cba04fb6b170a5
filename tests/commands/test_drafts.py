"""Unfinished forms are kept by this vault alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.commands.drafts import DiscardDraft, SaveDraft
from desktop.models.drafts import draft, drafts
from desktop.models.entries import Entry
from tests.builders import Seat, seat

KEY = b"d" * 16


@pytest.fixture
def desk(tmp_path: Path) -> Seat:
    return seat(tmp_path)


def test_a_draft_is_saved_over_itself_and_offered_the_latest_first(desk: Seat) -> None:
    desk.does(SaveDraft(b"a" * 16, "letters", "نامه", {"subject": "-"}))
    desk.does(SaveDraft(KEY, "inspections", "بازرسی سرزده", {"remit": "شا"}))
    changes = desk.does(
        SaveDraft(KEY, "inspections", "بازرسی سرزده", {"remit": "شاخص"}, None, "remit", 40)
    )
    assert changes == {"drafts"}
    with desk.database.reading() as session:
        rows = drafts(session)
    assert [row.id for row in rows] == [KEY, b"a" * 16]
    assert (rows[0].payload, rows[0].last_field, rows[0].progress) == (
        {"remit": "شاخص"},
        "remit",
        40,
    )


def test_a_discarded_draft_is_gone_and_discarding_it_again_is_no_error(desk: Seat) -> None:
    desk.does(SaveDraft(KEY, "inspections", "-", {}))
    desk.does(DiscardDraft(KEY))
    desk.does(DiscardDraft(KEY))
    with desk.database.reading() as session:
        assert draft(session, KEY) is None


def test_a_draft_leaves_no_entry_in_the_journal(desk: Seat) -> None:
    desk.does(SaveDraft(KEY, "inspections", "-", {"secret": "متن"}))
    with desk.database.reading() as session:
        assert session.query(Entry).count() == 0
