"""The same field edited on two laptops, and entries that headquarters does not take."""

from __future__ import annotations

import pytest

from desktop.commands.conflicts import DecideConflict, Decision
from desktop.commands.refusals import Correction, CorrectRefused, WithdrawRefused
from desktop.errors import Refused
from desktop.models.conflict_queries import conflict_detail
from desktop.models.conflicts import EDITED
from desktop.models.sync_state import refused_entries
from tests.sync.laptops import Laptop, looks
from tests.sync.test_snapshot import proof
from tests.sync.units import (
    UNIT,
    AddUnit,
    EditUnit,
    names,
    rows,
    together,
)


def test_different_fields_edited_offline_merge(pair: tuple[Laptop, Laptop]) -> None:
    a, b = together(pair)
    a.does(EditUnit("phone", "028-00000000"))
    b.does(EditUnit("address", "خیابان نمونه"))
    for laptop in (a, b, a):
        laptop.syncs()
    assert rows(a) == rows(b)
    assert (rows(a)[0]["phone"], rows(a)[0]["address"]) == ("028-00000000", "خیابان نمونه")
    assert (a.state.conflicts, b.state.conflicts) == (0, 0)


def test_the_same_field_edited_offline_keeps_both_values_until_one_decides(
    pair: tuple[Laptop, Laptop],
) -> None:
    a, b = together(pair)
    a.does(EditUnit("name", "نام الف"))
    b.does(EditUnit("name", "نام ب"))
    for laptop in (a, b, a):
        laptop.syncs()
    assert rows(a) == rows(b)
    assert names(a) == ["نام ب"]
    assert (a.state.conflicts, b.state.conflicts) == (1, 1)
    detail = looks(a, lambda s: conflict_detail(s, "units", UNIT, vault=a.journal.vault))
    assert detail is not None
    (field,) = detail.fields
    assert (field.field, field.before) == ("name", "واحد نمونهٔ ب")
    assert [(side.value, side.mine) for side in field.sides] == [
        ("نام الف", True),
        ("نام ب", False),
    ]
    mine = field.sides[0]
    a.does(DecideConflict("units", UNIT, (Decision("name", "side", mine.stamp),), "نام درست است"))
    assert a.state.conflicts == 0
    for laptop in (a, b):
        laptop.syncs()
    assert names(b) == ["نام الف"]
    assert b.state.conflicts == 0
    assert rows(a) == rows(b)


def test_both_texts_can_be_kept_or_a_third_one_written(pair: tuple[Laptop, Laptop]) -> None:
    a, b = together(pair)
    for field in ("name", "address"):
        a.does(EditUnit(field, "متن الف"))
        b.does(EditUnit(field, "متن ب"))
    for laptop in (a, b, a):
        laptop.syncs()
    assert b.state.conflicts == 2
    decisions = (Decision("name", "both"), Decision("address", "other", value="متن سوم"))
    b.does(DecideConflict("units", UNIT, decisions))
    for laptop in (b, a):
        laptop.syncs()
    assert rows(a) == rows(b)
    assert (rows(a)[0]["name"], rows(a)[0]["address"]) == ("متن الف\nمتن ب", "متن سوم")
    assert (a.state.conflicts, b.state.conflicts) == (0, 0)


def test_what_only_one_side_changed_is_listed_as_merged(pair: tuple[Laptop, Laptop]) -> None:
    a, b = together(pair)
    a.does(EditUnit("name", "نام الف"))
    a.does(EditUnit("phone", "028-00000000"))
    b.does(EditUnit("name", "نام ب"))
    for laptop in (a, b, a):
        laptop.syncs()
    detail = looks(b, lambda s: conflict_detail(s, "units", UNIT, vault=b.journal.vault))
    assert detail is not None
    assert [(m.field, m.before, m.value, m.mine) for m in detail.merged] == [
        ("phone", None, "028-00000000", False)
    ]


def test_a_decided_conflict_cannot_be_decided_again(pair: tuple[Laptop, Laptop]) -> None:
    a, b = together(pair)
    a.does(EditUnit("name", "نام الف"))
    b.does(EditUnit("name", "نام ب"))
    for laptop in (a, b, a):
        laptop.syncs()
    a.does(DecideConflict("units", UNIT, (Decision("name", "other", value="نام سوم"),)))
    with pytest.raises(Refused) as caught:
        a.does(DecideConflict("units", UNIT, (Decision("name", "both"),)))
    assert caught.value.code == "conflict_settled"


def test_a_refused_entry_waits_in_the_tray_and_is_sent_again_corrected(
    pair: tuple[Laptop, Laptop],
) -> None:
    a, b = pair
    a.does(AddUnit(name="نام نمونهٔ ردشده", provisional=False))
    a.does(AddUnit(b"\2" * 16, "واحد نمونهٔ پ"))
    a.syncs()
    b.syncs()
    assert names(a) == names(b) == ["واحد نمونهٔ پ"]
    assert (a.state.refused, a.state.unsent) == (1, 0)
    (row,) = looks(a, refused_entries)
    assert (row.code, row.command) == ("not_provisional", "AddUnit")
    assert row.changes[0].values["name"] == "نام نمونهٔ ردشده"
    correction = Correction("units", UNIT, "provisional", value=True)
    a.does(CorrectRefused(row.epoch, row.counter, (correction,)))
    assert a.state.refused == 0
    a.syncs()
    b.syncs()
    assert names(a) == names(b) == ["نام نمونهٔ ردشده", "واحد نمونهٔ پ"]
    assert rows(a) == rows(b)


def test_a_refused_entry_can_be_withdrawn(pair: tuple[Laptop, Laptop]) -> None:
    a, _ = pair
    a.does(AddUnit(provisional=False))
    a.syncs()
    (row,) = looks(a, refused_entries)
    a.does(WithdrawRefused(row.epoch, row.counter))
    assert (a.state.refused, a.state.unsent, looks(a, refused_entries)) == (0, 0, ())


def test_an_edit_of_what_another_deleted_meanwhile_waits_for_a_person(
    pair: tuple[Laptop, Laptop],
) -> None:
    a, b = together(pair)
    b.does(EditUnit("phone", "028-11111111"))
    b.syncs()
    a.syncs()
    a.does(EditUnit("deleted_at", a.desk.now))
    b.does(EditUnit("address", "نشانی تازه"))
    for laptop in (a, b, a):
        laptop.syncs()
    assert rows(a) == rows(b)
    assert rows(a)[0]["deleted_at"] is not None
    assert (a.state.conflicts, b.state.conflicts) == (1, 1)
    detail = looks(b, lambda s: conflict_detail(s, "units", UNIT, vault=b.journal.vault))
    assert detail is not None
    (field,) = detail.fields
    assert (field.field, [side.mine for side in field.sides]) == (EDITED, [True, False])
    assert [(one.field, one.value) for one in detail.merged] == [("address", "نشانی تازه")]
    return_it = Decision(EDITED, "side", field.sides[0].stamp)
    b.does(DecideConflict("units", UNIT, (return_it,), "هنوز لازم است"))
    assert b.state.conflicts == 0
    for laptop in (b, a):
        laptop.syncs()
    assert rows(a) == rows(b)
    assert (rows(a)[0]["deleted_at"], rows(a)[0]["address"]) == (None, "نشانی تازه")
    assert a.state.conflicts == 0


def test_a_deletion_that_knew_of_every_edit_is_no_conflict_and_may_be_confirmed(
    pair: tuple[Laptop, Laptop],
) -> None:
    a, b = together(pair)
    b.does(EditUnit("address", "نشانی تازه"))
    b.syncs()
    a.syncs()
    a.does(EditUnit("deleted_at", a.desk.now))
    for laptop in (a, b):
        laptop.syncs()
    assert (a.state.conflicts, b.state.conflicts) == (0, 0)
    b.does(EditUnit("deleted_at", None))
    b.syncs()
    a.syncs()
    a.does(EditUnit("deleted_at", a.desk.now))
    b.does(EditUnit("phone", "028-11111111"))
    for laptop in (b, a, b):
        laptop.syncs()
    assert (a.state.conflicts, b.state.conflicts) == (1, 1)
    detail = looks(a, lambda s: conflict_detail(s, "units", UNIT, vault=a.journal.vault))
    assert detail is not None
    stays = Decision(EDITED, "side", detail.fields[0].sides[0].stamp)
    a.does(DecideConflict("units", UNIT, (stays,)))
    for laptop in (a, b):
        laptop.syncs()
    assert (a.state.conflicts, b.state.conflicts) == (0, 0)
    assert rows(a) == rows(b)
    assert rows(a)[0]["deleted_at"] is not None
    assert proof(a).sound
