"""A28: a unit that is not in the directory is typed, visited, and joined with the right one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from desktop.demo import pictures
from desktop.models.directory_queries import find_units, posts_of_unit, standing
from desktop.models.inspections.rows import VisitDetail
from desktop.models.staff_lists import StaffKind, find_staff
from desktop.views.administration.merge_dialog import MergeDialog
from desktop.views.inspections.detail_page import VisitDetailPage
from desktop.views.navigation import Place
from tests.journeys import visiting
from tests.journeys.conftest import CAST, Office
from tests.journeys.driver import Person, until

TYPED = "اداره نمونه‌ی الف (آبیک)"
ADDRESS = "آبیک، خیابان نمونه، پلاک ۷"
NOTICE = "اطلاعیه‌ای کنار باجه مراجعان را تهدید می‌کند (نمونه)."
ACTION = "برداشتن اطلاعیه (نمونه)"


def test_a_typed_unit_is_joined_with_the_right_one_and_nothing_of_its_visit_is_harmed(
    office: Office, tmp_path: Path
) -> None:
    photos = [tmp_path / "far.jpg", tmp_path / "near.jpg"]
    for file in photos:
        near = file.stem == "near"
        file.write_bytes(pictures.notice_on_wall(datetime.now(UTC), near=near))
    head = office.seat("head")
    inspector = office.seat("inspector")
    head.sits_down()
    visit = visiting.orders(head, CAST["inspector"][0], unit=TYPED, address=ADDRESS)
    head.syncs()
    inspector.sits_down()
    inspector.syncs()
    office.hq.stops()
    visiting.opens_visit(inspector, TYPED)
    assert ADDRESS in inspector.reads()
    visiting.begins(inspector)
    visiting.answers(inspector, {"f4.notices": ""})
    visiting.sees(inspector, NOTICE, *photos)
    visiting.proposes(inspector, ACTION, "سرپرست واحد")
    before = detail(inspector, visit)
    assert before.unit is not None
    assert (before.unit.name, before.unit.provisional) == (TYPED, True)
    typed = before.unit.id

    office.hq.starts()
    inspector.syncs()
    admin = office.seat("admin")
    admin.goes_to("directory")
    admin.opens_row(TYPED)
    joins(admin, visiting.UNIT)
    admin.syncs()
    for person in (inspector, head):
        person.sits_down()
        person.syncs()
        found = detail(person, visit)
        assert found.unit is not None
        assert found.unit.name == visiting.UNIT
        right = found.unit.id
        assert person.knows(lambda session: standing(session, "units", typed)) == right
        for name in (TYPED, visiting.UNIT):
            assert right in stands_as(person, name)
    after = detail(inspector, visit)
    assert after.findings == before.findings
    assert after.actions[0].description == ACTION
    assert after.attachments == before.attachments
    assert (after.answers, after.row.code) == (before.answers, before.row.code)
    inspector.sits_down()
    inspector.signed_in.window.go(Place("visit", visit))
    inspector.waits()
    assert inspector.page(VisitDetailPage).place.record == visit
    assert visiting.UNIT in inspector.reads()

    admin.sits_down()
    takes_back(admin, TYPED)
    admin.syncs()
    inspector.sits_down()
    inspector.syncs()
    again = detail(inspector, visit)
    assert again.unit is not None
    assert (again.unit.id, again.unit.name) == (typed, TYPED)
    assert again.findings == before.findings


def test_a_typed_post_and_a_typed_person_are_joined_and_both_names_find_the_right_one(
    office: Office,
) -> None:
    inspector = office.seat("inspector")
    office.hq.stops()
    inspector.goes_to("directory")
    inspector.opens_row(visiting.UNIT)
    inspector.tabs_to("سمت موقت…")
    inspector.presses("Space")
    inspector.overwrites("سرپرست تایپ‌شدهٔ نمونه")
    inspector.decides()
    inspector.signed_in.window.go(Place("directory_persons"))
    inspector.waits()
    inspector.presses("Ctrl+N")
    inspector.overwrites("کاظم نمونه‌ی تایپی")
    inspector.decides()
    post = only(inspector, "posts", "تایپ‌شده")
    person = only(inspector, "persons", "تایپی")

    office.hq.starts()
    inspector.syncs()
    admin = office.seat("admin")
    (unit,) = admin.knows(lambda session: find_units(session, visiting.UNIT, limit=1))
    rows = admin.knows(lambda session: posts_of_unit(session, unit.id))
    right = next(row for row in rows if row.holder)
    assert right.holder is not None
    admin.signed_in.window.go(Place("directory_posts", post))
    admin.waits()
    joins(admin, right.title, unit.name)
    admin.signed_in.window.go(Place("directory_persons", person))
    admin.waits()
    joins(admin, right.holder)
    admin.syncs()
    inspector.sits_down()
    inspector.syncs()
    assert inspector.knows(lambda session: standing(session, "posts", post)) == right.id
    shown = inspector.knows(lambda session: posts_of_unit(session, unit.id))
    assert post not in {row.id for row in shown}
    holder = only(inspector, "persons", right.holder)
    assert inspector.knows(lambda session: standing(session, "persons", person)) == holder


def detail(person: Person, visit: bytes) -> VisitDetail:
    found = visiting.detail_of(person, visit)
    assert found is not None
    return found


def stands_as(person: Person, name: str) -> set[bytes]:
    """What a search for a name leads to."""
    return {one.stands_as for one in person.knows(lambda session: find_units(session, name))}


def only(person: Person, kind: StaffKind, words: str) -> bytes:
    """The one post or person that a search finds."""
    (row,) = person.knows(lambda session: find_staff(session, kind, words))
    return row.id


def joins(admin: Person, name: str, beside: str = "") -> None:
    """The record that is chosen is joined with the one of another name."""
    admin.tabs_to("یکی‌کردن…")
    admin.presses("Space")
    (dialog,) = admin.shown(MergeDialog)
    admin.overwrites(f"{name} {beside}".strip())

    until(dialog.settled)
    admin.waits()
    admin.tabs_to(next(box for box in dialog.boxes() if box.accessibleName() == name))
    admin.presses("Space")
    assert "از این پس زیر" in dialog.preview.words()
    admin.decides()


def takes_back(admin: Person, name: str) -> None:
    """A merge is taken back at the record that went, found by the name it was typed with."""
    admin.goes_to("directory")
    admin.presses("Ctrl+F")
    admin.overwrites(name)
    admin.presses("Return")
    until(lambda: "یکی‌شده" in admin.reads())
    admin.opens_row(name)
    admin.tabs_to("برگرداندن یکی‌سازی")
    admin.presses("Space")
