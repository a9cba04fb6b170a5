"""A9: an undercover visit is on no laptop but the team's and the head's, until it is revealed."""

from __future__ import annotations

from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.demo.players import Player
from desktop.demo.proof import files_with, values_with
from desktop.models import registry
from desktop.views.inspections import looks
from tests.journeys import visiting
from tests.journeys.conftest import CAST, Office
from tests.journeys.driver import Person

REASON = "احتمال آماده‌سازی پیش از ورود گروه نمونه"
KINDS = ("visits", "visit_plans", "visit_members", "checklist_answers", "transitions")
OTHERS = ("other", "secretary", "alborz")


def test_an_undercover_visit_is_on_no_other_laptop_until_it_is_revealed(office: Office) -> None:
    head = office.seat("head")
    inspector = office.seat("inspector")
    head.sits_down()
    visit = visiting.orders(head, CAST["inspector"][0], covert=REASON)
    head.syncs()
    others = [office.seat(who) for who in OTHERS]
    for person in others:
        _assert_holds_nothing(person)

    inspector.sits_down()
    inspector.syncs()
    visiting.opens_visit(inspector)
    form = visiting.begins(inspector)
    visiting.answers(inspector, {})
    assert form.pages is not None
    assert form.pages.handover is not None
    assert not form.pages.handover.unit.isVisible()
    visiting.signs_with_pen(inspector, form.pages.handover.inspector)
    inspector.presses("Ctrl+Return")
    inspector.syncs()
    for person in others:
        person.sits_down()
        person.syncs()
        _assert_holds_nothing(person)

    head.sits_down()
    head.syncs()
    visiting.opens_visit(head)
    assert "بازرسی نامحسوس" in head.reads()
    head.tabs_to("آشکار کردن")
    head.presses("Space")
    head.decides()
    head.syncs()
    other, secretary, alborz = others
    for person in (other, secretary):
        person.sits_down()
        person.syncs()
        visiting.opens_visit(person)
        found = visiting.detail_of(person, visit)
        assert found is not None
        assert found.revealed_at is not None
        shown = person.reads()
        assert "افشا" in shown
        assert looks.moment_words(found.revealed_at) in shown
        assert visiting.UNIT in shown
    alborz.sits_down()
    alborz.syncs()
    _assert_holds_nothing(alborz)


def _assert_holds_nothing(person: Person) -> None:
    """Neither rows, nor words in any table, nor bytes in any file of the vault."""
    person.sits_down()
    person.goes_to("inspections")
    assert visiting.REMIT not in person.reads()
    assert visiting.visits_of(person) == []
    for name in KINDS:
        table = registry.kind_of(name).table
        counting = partial(Session.scalar, statement=select(func.count()).select_from(table))
        assert person.knows(counting) == 0
    vault = person.signed_in.vault
    player = Player(person.name, vault, person.signed_in.role)
    assert values_with(player, [REASON, visiting.REMIT, visiting.ORDER]) == []
    assert files_with(vault.folder, [REASON, visiting.REMIT]) == []
