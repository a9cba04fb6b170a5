"""Posts and persons in lists: found under every name, led to the one that stands (A28)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop.commands.directory import (
    MergeRecord,
    RecordProvisionalPerson,
    RecordProvisionalPost,
    UndoMerge,
)
from desktop.models.directory import Post
from desktop.models.people import Person, PostAssignment
from desktop.models.staff_lists import (
    Held,
    StaffFilter,
    find_staff,
    joining,
    staff_count,
    staff_detail,
    staff_page,
)
from tests.offices import UNIT, Raw, SampleOffice

POST, HOLDER = bytes([7] * 16), bytes([8] * 16)


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    """An office whose unit has one post with its holder."""
    office = SampleOffice(tmp_path)
    office.admin.does(
        Raw(
            lambda: [
                Post(id=POST, unit_id=UNIT, title="مسئول پاسخگویی", managerial=False),
                Person(id=HOLDER, name="زهرا نمونه", personnel_no="1402", province="26"),
                PostAssignment(
                    id=bytes([9] * 16), post_id=POST, person_id=HOLDER, starts=date(2024, 3, 20)
                ),
            ]
        )
    )
    return office


def typed(office: SampleOffice) -> tuple[bytes, bytes]:
    """The same post and person as they were typed in the field."""
    post, person = office.leader.desk.new_id(), office.leader.desk.new_id()
    office.leader.does(RecordProvisionalPost(UNIT, "متصدی پاسخ‌گویی", id=post))
    office.leader.does(RecordProvisionalPerson("زهرا نمونه‌ای", id=person))
    return post, person


def test_posts_are_found_by_title_and_unit_and_persons_by_name_and_number(
    office: SampleOffice,
) -> None:
    post, person = typed(office)
    with office.session() as session:
        assert {row.id for row in find_staff(session, "posts", "واحد نمونه")} == {POST, post}
        assert [row.id for row in find_staff(session, "posts", "متصدی")] == [post]
        assert {row.id for row in find_staff(session, "persons", "زهرا")} == {HOLDER, person}
        assert [row.id for row in find_staff(session, "persons", "۱۴۰۲")] == [HOLDER]


@pytest.mark.parametrize("text", ["باجه ۳", "باجه 3", "باجه ٣", "بانك باجه ۳", "واحد باجه‌ی ۳"])
def test_a_post_is_found_whatever_digits_and_letters_its_title_was_typed_in(
    office: SampleOffice, text: str
) -> None:
    post = office.leader.desk.new_id()
    office.leader.does(RecordProvisionalPost(UNIT, "متصدی بانک، باجه‌ی ۳", id=post))
    with office.session() as session:
        assert [row.id for row in find_staff(session, "posts", text)] == [post]


def test_only_what_waits_is_asked_for_page_by_page(office: SampleOffice) -> None:
    post, _person = typed(office)
    with office.session() as session:
        wanted = StaffFilter("posts", kept="provisional")
        assert [row.id for row in staff_page(session, wanted).rows] == [post]
        assert staff_count(session, wanted) == 1
        first = staff_page(session, StaffFilter("posts"), size=1)
        assert first.after is not None
        second = staff_page(session, StaffFilter("posts"), first.after, size=1)
        assert {*first.rows, *second.rows} == {*staff_page(session, StaffFilter("posts")).rows}


def test_a_merged_person_stands_as_the_right_one_with_all_that_hangs_on_it(
    office: SampleOffice,
) -> None:
    _post, person = typed(office)
    with office.session() as session:
        preview = joining(session, "persons", HOLDER, person)
    assert preview is not None
    assert dict(preview.pointing)["post_assignments"] == 1
    office.admin.does(MergeRecord("persons", person, HOLDER))
    with office.session() as session:
        old = staff_detail(session, "persons", person)
        right = staff_detail(session, "persons", HOLDER)
    assert old is not None
    assert right is not None
    assert (old.row.into, old.row.stands_as) == ("زهرا نمونه", HOLDER)
    assert old.held == right.held == (Held("مسئول پاسخگویی", date(2024, 3, 20), None),)
    assert right.others == ("زهرا نمونه‌ای",)
    office.admin.does(UndoMerge("persons", person))
    with office.session() as session:
        back = staff_detail(session, "persons", person)
    assert back is not None
    assert (back.row.into, back.held) == (None, ())
