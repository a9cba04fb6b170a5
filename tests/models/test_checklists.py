"""Checklists: what is asked, what an answer forces, what is missing before handing in."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import Problem
from desktop.models import reference
from desktop.models.checklists import (
    Missing,
    Progress,
    Question,
    answer_problem,
    forced,
    missing,
    parse,
    progress,
    visible_questions,
)
from resources import words
from resources.words import Both

SEVEN = reference.checklist("foad_seven")
NOTICES = SEVEN.question("f4.notices")


@pytest.fixture(autouse=True)
def persian() -> Iterator[None]:
    words.use("fa")
    yield
    words.use("fa")


def told(fa: str = "پرسش") -> dict[str, str]:
    return {"fa": fa, "en": "question"}


def question(code: str, kind: str = "yes_no", **more: Any) -> dict[str, Any]:
    return {"code": code, "type": kind, "text": told(), **more}


def template(*questions: dict[str, Any]) -> dict[str, Any]:
    section = {"code": "one", "title": told("بخش"), "questions": list(questions)}
    return {"code": "test", "version": 1, "title": told(), "sections": [section]}


def brief(found: list[Missing]) -> list[tuple[str, str, str | None]]:
    return [
        (item.question.code, item.what, item.view.code if item.view else None) for item in found
    ]


def all_yes() -> dict[str, str]:
    return {item.code: "yes" for item in SEVEN.questions if item.type == "yes_no"} | {
        "start.received_by": "head",
        "start.clients_waiting": "12",
    }


def test_the_seven_indicators_each_have_their_section_between_start_and_end() -> None:
    assert [section.code for section in SEVEN.sections] == [
        "start", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "end",
    ]  # fmt: skip
    assert [section.indicator for section in SEVEN.sections[1:-1]] == [
        f"F{number}" for number in range(1, 8)
    ]
    assert SEVEN.version == 3


def test_nineteen_questions_are_asked_before_any_answer() -> None:
    assert len(visible_questions(SEVEN, {})) == 19
    assert progress(SEVEN, {}, {}) == Progress(0, 19)


def test_every_code_that_the_template_names_is_in_the_reference_data() -> None:
    criteria = {row["code"] for row in reference.load("legal_references")}
    indicators = {row["code"] for row in reference.load("foad_indicators")}
    codes = {row["code"]: row["indicator"] for row in reference.load("finding_codes")}
    hints = [rule.finding for item in SEVEN.questions for rule in item.forces if rule.finding]
    assert {hint.indicator for hint in hints} == indicators
    for hint in hints:
        assert set(hint.criteria) <= criteria
        assert hint.finding_code is None or codes[hint.finding_code] == hint.indicator


def test_every_question_that_opens_a_finding_belongs_to_the_indicator_of_its_section() -> None:
    for section in SEVEN.sections:
        for item in section.questions:
            for rule in item.forces:
                assert rule.finding is None or rule.finding.indicator == section.indicator


def test_sub_reasons_of_absence_are_those_of_the_reference_data() -> None:
    offered = SEVEN.question("f7.reason").allowed
    assert offered == tuple(row["code"] for row in reference.load("foad_sub_reasons"))


def test_a_question_is_asked_only_after_the_answer_it_waits_for() -> None:
    before = [item.code for item in visible_questions(SEVEN, {"f7.present": "yes"})]
    after = [item.code for item in visible_questions(SEVEN, {"f7.present": "no"})]
    assert "f7.reason" not in before
    assert after.index("f7.reason") == after.index("f7.present") + 1


def test_a_question_behind_a_hidden_question_is_hidden_too() -> None:
    chain = parse(
        template(
            question("a"),
            question("b", when={"question": "a", "answers": ["no"]}),
            question("c", when={"question": "b", "answers": ["no"]}),
        )
    )
    left_over = {"a": "yes", "b": "no"}
    assert [item.code for item in visible_questions(chain, left_over)] == ["a"]
    assert brief(missing(chain, left_over, {}, [])) == []


def test_nothing_is_missing_from_a_visit_without_fault() -> None:
    assert missing(SEVEN, all_yes(), {}, []) == []


def test_what_is_not_applicable_is_answered() -> None:
    answers = all_yes() | {"f3.phone": "na"}
    assert missing(SEVEN, answers, {}, []) == []


def test_an_unanswered_question_is_missing_and_an_optional_one_is_not() -> None:
    answers = all_yes()
    del answers["f6.same_day"]
    assert brief(missing(SEVEN, answers, {}, [])) == [("f6.same_day", "answer", None)]


def test_the_threatening_notice_forces_a_finding_and_two_named_photos() -> None:
    duty = forced(NOTICES, "no")
    assert [str(view.name) for view in duty.photos] == ["نمای دور", "نمای نزدیک"]
    assert duty.finding is not None
    assert (duty.finding.indicator, duty.finding.severity) == ("F4", "major")
    assert forced(NOTICES, "yes").finding is None
    assert forced(NOTICES, None).photos == ()


def test_the_missing_close_view_is_named_until_it_is_there() -> None:
    answers = all_yes() | {"f4.notices": "no"}
    found = missing(SEVEN, answers, {"f4.notices": ["far", ""]}, ["f4.notices"])
    assert brief(found) == [("f4.notices", "photo", "near")]
    assert SEVEN.number_of(found[0].question) == "۵٫۲"
    assert found[0].section.code == "F4"
    assert found[0].view is not None
    assert str(found[0].view.why) == "متن اطلاعیه باید خوانا باشد."
    assert missing(SEVEN, answers, {"f4.notices": ["far", "near"]}, ["f4.notices"]) == []


def test_breakfast_before_clients_needs_a_finding_and_a_photo() -> None:
    answers = all_yes() | {"f5.counters": "no"}
    assert brief(missing(SEVEN, answers, {}, [])) == [
        ("f5.counters", "finding", None),
        ("f5.counters", "photo", "far"),
    ]


def test_a_note_of_spaces_is_no_note() -> None:
    answers = all_yes() | {"start.order_shown": "no"}
    wanted = [("start.order_shown", "note", None)]
    assert brief(missing(SEVEN, answers, {}, [], {"start.order_shown": "  "})) == wanted
    assert missing(SEVEN, answers, {}, [], {"start.order_shown": "همراه نبود"}) == []


def test_an_answer_out_of_bounds_is_still_missing() -> None:
    answers = all_yes() | {"start.clients_waiting": "-1"}
    assert brief(missing(SEVEN, answers, {}, [])) == [("start.clients_waiting", "answer", None)]


def test_an_obligatory_photo_is_missing_until_each_view_is_there() -> None:
    views = [{"code": "far", "name": told()}, {"code": "near", "name": told()}]
    photos = parse(
        template(
            question("any", "photo"),
            question("two", "photo", views=views),
            question("spare", "photo", mandatory=False),
        )
    )
    assert brief(missing(photos, {}, {"two": ["near"]}, [])) == [
        ("any", "photo", None),
        ("two", "photo", "far"),
    ]
    assert missing(photos, {}, {"any": [""], "two": ["far", "near"]}, []) == []


def test_progress_counts_answers_and_photos_of_a_section() -> None:
    start = SEVEN.sections[0]
    answers = {"start.order_shown": "yes", "f4.respect": "no"}
    assert progress(SEVEN, answers, {"start.entrance": [""]}, start) == Progress(2, 4)
    assert progress(SEVEN, answers, {}) == Progress(2, 19)


@pytest.mark.parametrize(
    ("kind", "answer", "code"),
    [
        ("yes_no", "maybe", "answer_not_offered"),
        ("yes_no", "na", "answer_not_offered"),
        ("choice", "c", "answer_not_offered"),
        ("number", "ده", "answer_not_a_number"),
        ("number", "۱۲", "answer_not_a_number"),
        ("number", "NaN", "answer_not_a_number"),
        ("number", "4", "answer_too_small"),
        ("number", "21", "answer_too_large"),
        ("date", "1404/08/12", "answer_not_a_date"),
        ("date", "20251103", "answer_not_a_date"),
    ],
)
def test_an_answer_that_does_not_fit_is_told_why(kind: str, answer: str, code: str) -> None:
    problem = answer_problem(sample(kind), answer)
    assert problem is not None
    assert problem.code == code


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("yes_no", "no"), ("choice", "a"), ("number", "12.5"), ("date", "2025-11-03"),
     ("text", "هرچه"), ("photo", "x"), ("number", "")],
)  # fmt: skip
def test_an_answer_that_fits_is_taken(kind: str, answer: str) -> None:
    assert answer_problem(sample(kind), answer) is None


def sample(kind: str) -> Question:
    more: dict[str, dict[str, Any]] = {
        "yes_no": {"not_applicable": False},
        "choice": {"choices": [{"code": "a", "name": told()}, {"code": "b", "name": told()}]},
        "number": {"minimum": 5, "maximum": 20},
    }
    return parse(template(question("q", kind, **more.get(kind, {})))).questions[0]


def broken(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    content = template(question("a"), question("b", when={"question": "a", "answers": ["no"]}))
    change(content)
    return content


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.update(version=0),
        lambda content: content.update(version="3"),
        lambda content: content.update(sections=[]),
        lambda content: content.update(colour="red"),
        lambda content: content["sections"].append(copy.deepcopy(content["sections"][0])),
        lambda content: content["sections"][0]["questions"].append(question("a")),
        lambda content: content["sections"][0]["questions"].reverse(),
        lambda content: content["sections"][0]["questions"].append(question("c", "essay")),
        lambda content: content["sections"][0]["questions"].append(question("c", "choice")),
        lambda content: content["sections"][0]["questions"].append(
            question("c", when={"question": "a", "answers": ["perhaps"]})
        ),
        lambda content: content["sections"][0]["questions"].append(
            question("c", forces=[{"answers": ["perhaps"], "note": True}])
        ),
        lambda content: content["sections"][0]["questions"].append(
            question("c", forces=[{"answers": [], "note": True}])
        ),
        lambda content: content["sections"][0]["questions"].append(
            question("c", "number", minimum=5, maximum=4)
        ),
        lambda content: content["sections"][0]["questions"].append(
            question("c", views=[{"code": "far", "name": told()}])
        ),
        lambda content: content["sections"][0]["questions"].append(
            question("c", forces=[{"answers": ["no"], "photos": [{"code": "", "name": told()}]}])
        ),
        lambda content: content["sections"][0]["questions"].append({"code": "c", "type": "text"}),
        lambda content: content["sections"][0]["questions"].append(
            question("c", mandatroy=False)
        ),
    ],
)  # fmt: skip
def test_a_template_that_contradicts_itself_is_refused(
    change: Callable[[dict[str, Any]], object],
) -> None:
    parse(broken(lambda _content: None))
    with pytest.raises(Problem, match="checklist_damaged"):
        parse(broken(change))


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        item.code: st.sampled_from([*item.allowed, "", "12", "2025-11-03"])
        for item in SEVEN.questions
    },
)


@given(ANSWERS)
def test_only_what_is_asked_is_ever_missing(answers: dict[str, str]) -> None:
    asked = {item.code for item in visible_questions(SEVEN, answers)}
    assert {item.question.code for item in missing(SEVEN, answers, {}, [])} <= asked


@given(ANSWERS)
def test_giving_everything_that_is_missing_leaves_nothing_missing(answers: dict[str, str]) -> None:
    answers, findings = dict(answers), set[str]()
    photos: dict[str, list[str]] = {}
    notes: dict[str, str] = {}
    for _round in range(3):
        for item in missing(SEVEN, answers, photos, findings, notes):
            code = item.question.code
            if item.what == "answer":
                answers[code] = {"number": "12", "date": "2025-11-03"}.get(
                    item.question.type, next(iter(item.question.allowed), "متن")
                )
            elif item.what == "finding":
                findings.add(code)
            elif item.what == "note":
                notes[code] = "یادداشت"
            else:
                photos.setdefault(code, []).append(item.view.code if item.view else "")
    assert missing(SEVEN, answers, photos, findings, notes) == []


def test_words_of_a_template_follow_the_language_in_use() -> None:
    title = Both("شاخص‌های هفتگانه", "The seven indicators")
    assert SEVEN.title == title
    words.use("en")
    assert str(SEVEN.title) == "The seven indicators"


def test_a_section_of_an_earlier_reading_is_counted_the_same() -> None:
    later = copy.deepcopy(SEVEN)
    section = SEVEN.sections[0]
    assert progress(later, {}, {}, section) == progress(SEVEN, {}, {}, section)
    assert progress(later, {}, {}, section).total > 0
