"""What is due of each frequency, and how what was held meets it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.models.calendar import gregorian, week_of
from desktop.models.programmes.assess import working_days
from desktop.models.programmes.frequency import (
    Happening,
    Rule,
    Slot,
    Wanted,
    due_days,
    expected,
    judge,
    quarter_span,
    rule_of,
    weeks_of,
    year_span,
)
from desktop.models.programmes.standing import Share, share, standing
from desktop.models.programmes.twins import Session, twins


def happening(day: date, entered: date | None = None, **more: object) -> Happening:
    key = day.isoformat().encode() + str(more).encode()
    return Happening(key, day, entered or day, **more)  # type: ignore[arg-type]  # spelled out by the caller


def stand(
    rule: Rule, held: list[Happening], today: date, wanted: Wanted | None = None
) -> list[Slot]:
    wanted = wanted or Wanted()
    return list(judge(rule, expected(rule, 1404, wanted), held, today, wanted.done_before))


def states(slots: list[Slot]) -> str:
    """«h» held, «l» late, «m» missing, «p» planned."""
    return "".join(one.state[0] for one in slots)


def test_the_third_quarter_has_thirteen_saturdays_in_1404_and_1405_and_twelve_in_1403() -> None:
    counts = {year: len(weeks_of(*quarter_span(year, 3))) for year in (1403, 1404, 1405)}
    assert counts == {1403: 12, 1404: 13, 1405: 13}


def test_a_week_belongs_to_the_period_of_its_saturday() -> None:
    first, last = quarter_span(1404, 3)
    saturdays = weeks_of(first, last)
    assert all(week_of(day) == day and first <= day <= last for day in saturdays)
    into_the_next = saturdays[-1] + timedelta(days=6)
    assert into_the_next > last
    slots = stand(
        Rule("minutes", 120, "week"),
        [happening(into_the_next, minutes=120)],
        into_the_next,
    )
    met = [one.due.first for one in slots if one.state == "held"]
    assert met == [saturdays[-1]]


def test_weeks_without_a_working_day_are_excluded() -> None:
    first, last = year_span(1404)
    assert weeks_of(first, last, working=set()) == []
    norooz = week_of(gregorian(1404, 1, 9))
    working = working_days(1404)
    assert norooz in weeks_of(first, last, working)
    without = working - {norooz + timedelta(days=n) for n in range(7)}
    assert norooz not in weeks_of(first, last, without)
    assert len(weeks_of(*quarter_span(1404, 3), working)) == 13


@pytest.mark.parametrize(("year", "days"), [(1403, 30), (1404, 29)])
def test_esfand_of_a_leap_year_ends_on_its_thirtieth(year: int, days: int) -> None:
    last = gregorian(year, 12, days)
    rule = Rule("count", 1, "month")
    esfand = expected(rule, year, Wanted())[-1]
    assert (esfand.last, year_span(year)[1]) == (last, last)
    slots = judge(rule, [esfand], [happening(last)], last + timedelta(days=1))
    assert slots[0].state == "held"


@pytest.mark.parametrize(
    ("kind", "least", "per", "target", "target_per", "rule"),
    [
        ("once", 1, None, None, None, Rule("once")),
        ("count", 1, "plan", None, None, Rule("count", 1, "year")),
        ("count", 2, "year", None, None, Rule("count", 2, "year")),
        ("count", 4, "year", 6, "year", Rule("count", 6, "year")),
        ("count", 1, "month", 12, "year", Rule("count", 1, "month")),
        ("minutes", 120, "week", None, None, Rule("minutes", 120, "week")),
        ("each_event", 1, "training_event", None, None, Rule("each_event", 1, "training_event")),
        ("as_needed", None, None, None, None, Rule("as_needed", 0, "")),
        ("continuous", None, None, None, None, Rule("continuous", 1, "year")),
        ("unstated", None, None, None, None, Rule("unstated", 1, "year")),
        ("unstated", None, None, 2, "quarter", Rule("unstated", 2, "quarter")),
    ],
)
def test_the_source_counts_and_where_it_is_silent_the_plan(
    kind: str,
    least: int | None,
    per: str | None,
    target: int | None,
    target_per: str | None,
    rule: Rule,
) -> None:
    assert rule_of(kind, least, per, target, target_per) == rule


def test_monthly_is_one_in_every_month_and_not_twelve_somewhere() -> None:
    rule = Rule("count", 1, "month")
    twelve_in_one = [happening(gregorian(1404, 7, n)) for n in range(1, 13)]
    slots = stand(rule, twelve_in_one, gregorian(1404, 10, 1))
    assert states(slots) == "mmmmmmhmmppp"
    assert slots[0].reasons == ("missing",)


def test_what_is_entered_in_a_later_month_counts_for_its_own_and_is_late() -> None:
    rule = Rule("count", 1, "month")
    late = happening(gregorian(1404, 8, 20), gregorian(1404, 10, 3))
    slots = stand(rule, [late], gregorian(1404, 10, 4))
    aban = slots[7]
    assert (aban.state, aban.reasons) == ("late", ("entered_late",))
    assert (aban.day, aban.entered) == (late.day, late.entered)
    assert slots[9].state == "planned"


def test_four_a_year_are_due_by_quarters_and_two_of_four_are_seen() -> None:
    rule = Rule("count", 4, "year")
    two = [happening(gregorian(1404, 2, 1)), happening(gregorian(1404, 6, 1))]
    assert states(stand(rule, two, gregorian(1404, 9, 29))) == "hhpp"
    assert states(stand(rule, two, gregorian(1404, 10, 1))) == "hhmp"
    third = [*two, happening(gregorian(1404, 10, 5))]
    slots = stand(rule, third, gregorian(1404, 10, 6))
    assert states(slots) == "hhlp"
    assert slots[2].reasons == ("held_late",)


def test_the_plans_own_due_days_stand_before_equal_parts() -> None:
    own = gregorian(1404, 8, 15)
    assert due_days(1404, 1, [own]) == [own]
    assert due_days(1403, 5)[-1] == gregorian(1403, 12, 30)
    slots = stand(Rule("count", 1, "year"), [], gregorian(1404, 8, 16), Wanted((own,)))
    assert slots[0].state == "missing"


def test_hours_are_summed_for_each_manager_and_week() -> None:
    rule, saturday = Rule("minutes", 120, "week"), gregorian(1404, 7, 5)
    assert week_of(saturday) == saturday
    held = [
        happening(saturday, minutes=70, manager="الف"),
        happening(saturday + timedelta(days=4), minutes=50, manager="الف"),
        happening(saturday, minutes=119, manager="ب"),
    ]
    slots = stand(rule, held, saturday + timedelta(days=7), Wanted(managers=("الف", "ب")))
    week = [one for one in slots if one.due.first == saturday]
    assert [(one.due.manager, one.state, one.got) for one in week] == [
        ("الف", "held", 120),
        ("ب", "missing", 119),
    ]
    assert week[1].reasons == ("short",)


def test_every_training_event_asks_for_its_own_survey() -> None:
    rule = Rule("each_event", 1, "training_event")
    day = gregorian(1404, 5, 1)
    events = {b"a": day, b"b": day + timedelta(days=1)}
    answered = [happening(day + timedelta(days=3), about=b"a")]
    slots = stand(rule, answered, day + timedelta(days=40), Wanted(events=events))
    assert states(slots) == "hm"
    assert stand(rule, [], day, Wanted()) == []


def test_what_was_done_for_good_in_an_earlier_year_is_not_due_again() -> None:
    before = gregorian(1403, 3, 1)
    slots = stand(Rule("once"), [], gregorian(1404, 12, 1), Wanted(done_before=before))
    assert states(slots) == "h"
    state = standing(Rule("once"), slots, applicable=True, held=0)
    assert state.state == "done"


def test_the_state_of_an_item_follows_from_its_slots() -> None:
    rule, today = Rule("count", 2, "year"), gregorian(1404, 7, 1)
    one = happening(gregorian(1404, 3, 1), accepted=True)
    two = happening(gregorian(1404, 6, 30), accepted=True)
    raw = happening(gregorian(1404, 6, 30))

    def state(held: list[Happening], on: date = today) -> str:
        return standing(rule, stand(rule, held, on), applicable=True, held=len(held)).state

    assert state([], gregorian(1404, 6, 1)) == "not_started"
    assert state([]) == "late"
    assert state([one]) == "on_track"
    assert state([one, raw]) == "in_progress"
    assert state([one, two]) == "done"
    never = standing(rule, stand(rule, [], today), applicable=False, held=0)
    assert never.state == "not_applicable"
    assert standing(Rule("as_needed", 0, ""), (), applicable=True, held=0).state == "no_case"


def test_shares_leave_out_what_does_not_apply_and_never_divide_by_nothing() -> None:
    found = share(["done", "late", "on_track", "not_applicable", "no_case"])
    assert found == Share(1, 2, 1, 3, 2)
    assert (found.percent, found.in_time_percent) == (33, 66)
    assert share(["not_applicable"]).percent is None
    assert share(["done"]) + share(["late"]) == share(["done", "late"])


def test_one_session_on_two_laptops_is_recognised_until_a_person_says_otherwise() -> None:
    first = Session(b"1", "P7.4", "2025-11-03", starts=600)
    near = Session(b"2", "P7.4", "2025-11-03", starts=630)
    far = Session(b"3", "P7.4", "2025-11-03", starts=900)
    other = Session(b"4", "P7.4", "2025-11-03", manager="ب", starts=600)
    assert twins([near, first, far, other], 60) == {b"2": b"1"}
    apart = Session(b"2", "P7.4", "2025-11-03", starts=630, apart=(b"1",))
    assert twins([first, apart], 60) == {}
    untimed = Session(b"5", "P7.4", "2025-11-03")
    assert twins([first, untimed], 60) == {b"5": b"1"}
