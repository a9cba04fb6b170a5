"""A13: the year plan of an agency, a quarter with its late and missing things, and its pack."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.cli import main
from desktop.commands.base import Command
from desktop.commands.programme_occurrences import AcceptOccurrence, AddEvidence, RecordOccurrence
from desktop.models.programmes.frequency import quarter_span, weeks_of
from desktop.models.programmes.pack import QuarterPack, report_detail
from desktop.models.programmes.records import item_id, plan_id, report_id
from desktop.views.navigation import Place
from desktop.views.programmes.detail_page import PlanPage
from desktop.views.programmes.form import OccurrenceForm
from desktop.views.programmes.item_page import ItemPage
from desktop.views.programmes.report_page import ReportPage
from desktop.views.shared.dialog import Dialog
from tests.documents.reading import text_of
from tests.journeys.conftest import AGENCY, Office
from tests.journeys.driver import Person, until
from tests.plans import MANAGER, day

PLAN = plan_id(AGENCY, "26", 1404)
REPORT = report_id(PLAN, 3)


def test_a_quarter_is_planned_held_proven_and_sent(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = office.seat("owner")
    _is_planned(owner)
    secretary = office.seat("rights")
    secretary.goes_to("programmes")
    secretary.opens_row("1404".translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")))
    secretary.page(PlanPage)
    secretary.presses("Ctrl+Return")
    secretary.syncs()

    owner.sits_down()
    owner.syncs()
    _is_held(owner, tmp_path)
    owner.syncs()
    secretary.sits_down()
    secretary.syncs()
    _all_is_accepted(secretary)
    secretary.syncs()

    owner.sits_down()
    owner.syncs()
    _figures_are_those_of_the_story(_pack(owner))
    owner.signed_in.window.go(Place("programme_report", REPORT))
    owner.waits()
    owner.presses("Ctrl+Return")
    until(lambda: owner.page(ReportPage).shown.row.state == "drafted")
    owner.syncs()

    secretary.sits_down()
    secretary.syncs()
    secretary.signed_in.window.go(Place("programme_report", REPORT))
    secretary.waits()
    secretary.presses("Ctrl+Return")
    secretary.presses("Ctrl+Return")
    if secretary.focus.accessibleName() != "شمارهٔ نامه":
        secretary.tabs_to("شمارهٔ نامه")
    secretary.overwrites("۱۲/۳۴۵")
    secretary.decides()
    assert secretary.page(ReportPage).shown.row.state == "sent"
    secretary.syncs()

    central = office.seat("central")
    central.signed_in.window.go(Place("programme_report", REPORT))
    central.waits()
    assert "۱۲/۳۴۵" in central.reads()
    central.presses("Ctrl+Return")
    assert central.page(ReportPage).shown.row.state == "received"
    _the_pack_is_whole(owner, tmp_path / "pack.zip", capsys)


def _is_planned(owner: Person) -> None:
    owner.goes_to("programmes")
    owner.presses("Ctrl+N")
    if owner.focus.accessibleName() != "دستگاه":
        owner.tabs_to("دستگاه")
    owner.picks("تعاون")
    owner.fills("سال", "1404")
    owner.decides()
    owner.page(PlanPage)
    for code, field, words in (
        ("P5.2", "مدیران", MANAGER),
        ("P2.4", "مهلت‌ها", "1404/08/30"),
    ):
        owner.signed_in.window.go(Place("programme_item", item_id(PLAN, code)))
        owner.waits()
        owner.presses("Ctrl+Return")
        owner.fills(field, words)
        owner.decides()
        assert not owner.shown(Dialog)
    owner.signed_in.window.go(Place("programme_plan", PLAN))
    owner.waits()
    owner.presses("Ctrl+Return")
    owner.syncs()


def _is_held(owner: Person, folder: Path) -> None:
    """The session of Aban by keyboard, with its file; what is alike by the same commands."""
    owner.signed_in.window.go(Place("programme_item", item_id(PLAN, "P2.6")))
    owner.waits()
    owner.presses("Ctrl+Return")
    form = owner.page(OccurrenceForm)
    form.day.setFocus()
    owner.overwrites("1404/08/20")
    owner.fills("مدت (دقیقه)", "25:00")
    owner.presses("Ctrl+Return")
    assert form.minutes.problem()
    owner.overwrites("90")
    owner.presses("Ctrl+Return")
    page = owner.page(ItemPage)
    scan = folder / "aban.pdf"
    scan.write_bytes(b"%PDF-1.4 " + b"sample " * 100)
    page.choose = lambda _parent: str(scan)  # the chooser of files is the system's own window
    owner.tabs_to("افزودن مدرک")
    owner.presses("Space")
    until(lambda: bool(owner.shown(Dialog)))
    owner.waits()
    if owner.focus.accessibleName() != "گونهٔ مدرک":
        owner.tabs_to("گونهٔ مدرک")
    owner.picks("صورت‌جلسه")
    owner.fills("عنوان مدرک", "صورت‌جلسهٔ آبان (نمونه)")
    owner.decides()
    (event,) = page.shown.occurrences
    assert (event.state, event.late) == ("evidence_added", True)

    for command in _the_rest(owner):
        owner.signed_in.tasks.execute(command)
    owner.waits()


def _the_rest(owner: Person) -> Iterable[Command]:
    new_id = owner.signed_in.desk().new_id
    proven = [("P2.6", day(7, 10)), ("P2.6", day(9, 10)), ("P7.4", day(2, 5)), ("P7.4", day(5, 5))]
    for code, when in [*proven, ("P2.8", day(9, 15))]:
        key = new_id()
        yield RecordOccurrence(PLAN, code, when, sample=True, id=key)
        yield AddEvidence((key,), "link", "صفحه (نمونه)", when, link="https://example.ir")
    for number, saturday in enumerate(weeks_of(*quarter_span(1404, 3))):
        if number not in (3, 7):
            when = saturday + timedelta(days=1)
            yield RecordOccurrence(PLAN, "P5.2", when, minutes=120, manager=MANAGER, sample=True)


def _all_is_accepted(secretary: Person) -> None:
    waiting = [one for one in _pack(secretary).events if one.state == "evidence_added"]
    assert len(waiting) == 4
    secretary.signed_in.window.go(Place("programme_item", item_id(PLAN, "P2.6")))
    secretary.waits()
    secretary.tabs_to("پذیرش")
    secretary.presses("Space")
    for one in waiting:
        if one.id not in _accepted(secretary):
            secretary.signed_in.tasks.execute(AcceptOccurrence(one.id))
    secretary.waits()
    assert len(_accepted(secretary)) == 4


def _accepted(person: Person) -> set[bytes]:
    return {one.id for one in _pack(person).events if one.state == "accepted"}


def _pack(person: Person) -> QuarterPack:
    desk = person.signed_in.desk()
    found = person.knows(lambda s: report_detail(s, REPORT, reader=person.reader, today=desk.today))
    assert found is not None
    assert found.pack is not None
    return found.pack


def _figures_are_those_of_the_story(pack: QuarterPack) -> None:
    rows = {row.code: row for block in pack.blocks for row in block.items}
    assert len(rows) == 59

    def met(code: str) -> tuple[int, int]:
        slots = pack.slots(rows[code])
        return sum(one.state in ("held", "late") for one in slots), len(slots)

    assert met("P2.6") == (3, 3)
    assert met("P5.2") == (11, 13)
    assert (rows["P7.4"].standing.met, rows["P7.4"].standing.needed) == (2, 4)
    assert [one.state for one in pack.slots(rows["P2.4"])] == ["missing"]
    aban = pack.slots(rows["P2.6"])[1]
    assert (aban.state, aban.reasons, aban.day) == ("late", ("entered_late",), day(8, 20))
    assert rows["P2.8"].standing == rows["P2.2"].standing
    assert rows["P2.2"].standing.met == 1


def _the_pack_is_whole(owner: Person, target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    owner.sits_down()
    owner.signed_in.window.go(Place("programme_report", REPORT))
    owner.waits()
    page = owner.page(ReportPage)
    page.choose = lambda _parent, _name: str(target)  # the system's own window
    owner.tabs_to("ذخیرهٔ بسته")
    owner.presses("Space")
    until(target.exists)
    owner.waits()
    assert main(["pack-check", str(target), "--fingerprint", page.shown.row.manifest.hex()]) == 0
    assert json.loads(capsys.readouterr().out)["parts"] == 3
    vault = owner.signed_in.vault
    paper = owner.knows(lambda session: vault.blobs.read(session, page.shown.row.pdf))
    read = text_of(paper)
    for words in ("۳ از ۳", "۱۱ از ۱۳", "۲ از ۴"):
        assert words in read
