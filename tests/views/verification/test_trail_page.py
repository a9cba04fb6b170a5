"""The auditor's page of the trail: headers, a filter by computer, no contents."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.models import registry
from desktop.models.trail import TrailRow
from desktop.views.navigation import Place
from desktop.views.pages import PAGES, entry_of
from desktop.views.verification.trail_page import COLUMNS, TrailListPage, kinds_words
from resources.wording.kinds import KINDS
from tests.builders import NOW
from tests.offices import SampleOffice
from tests.views.workplaces import bench, settle, shown


def cells(page: TrailListPage) -> list[dict[str, str]]:
    found = []
    for row in page.table.rows():
        found.append({column.key: str(column.value_of(row)) for column in COLUMNS})
    return found


def test_the_auditor_sees_who_wrote_about_what_and_no_word_of_it(
    qtbot: QtBot, tmp_path: Path
) -> None:
    office = SampleOffice(tmp_path / "vault")
    office.finding(office.started(), description="قناری‌متن")
    auditor = office.as_("ناظر نمونه", "auditor")
    with bench(auditor, tmp_path) as one:
        page = TrailListPage(one.work)
        shown(qtbot, one, page, Place("trail"))
        told = cells(page)
        assert len(told) > 3
        assert any(cell["kinds"].startswith("یافته") for cell in told)
        assert {cell["role"] for cell in told} >= {"بازرس"}
        assert not any("قناری‌متن" in words for cell in told for words in cell.values())
        page.filters.set_filter("vault", bytes(8).hex())
        settle(qtbot, one)
        qtbot.waitUntil(lambda: page.table.rowCount() == 0)


def test_it_is_in_the_rail_of_auditors_alone() -> None:
    entry = entry_of("trail")
    assert entry in PAGES
    assert entry.in_rail_of(["auditor"])
    assert not entry.in_rail_of(["inspector", "administrator", "head_of_inspection"])


@pytest.mark.parametrize(
    ("kinds", "refused", "words"),
    [
        ((("findings", 3), ("visits", 1)), None, "یافته ۳، بازرسی"),
        ((), None, "بدنه در این رایانه نیست"),
        ((("findings", 1),), "role_not_held", "نپذیرفته"),
    ],
)
def test_an_entry_is_told_by_its_kinds_or_why_it_was_refused(
    kinds: tuple[tuple[str, int], ...], refused: str | None, words: str
) -> None:
    row = TrailRow(bytes(16), NOW, None, "", None, kinds, refused, bytes(8), 1, 1, bytes(32))
    assert kinds_words(row).startswith(words)


def test_every_kind_of_record_has_a_name_of_its_own() -> None:
    named = {kind.name: str(KINDS.get(kind.name, "")) for kind in registry.kinds()}
    assert not [name for name, words in named.items() if not words]
    assert len(set(named.values())) == len(named)
