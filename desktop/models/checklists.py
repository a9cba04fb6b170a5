"""Checklist templates: what is asked on a visit, when, and what an answer forces; all of it data.

Answers are kept as stored text: a choice's code, a number in ASCII digits, an ISO date.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal

import msgspec

from desktop.errors import Problem, Refused
from desktop.models.text import persian_digits
from resources.words import Both

YES_NO_NA: Final = ("yes", "no", "na")
FREE_VIEW: Final = ""
"""The view of a photo that was taken without being asked for."""

_NUMBER: Final = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)

Kind = Literal["yes_no", "choice", "number", "text", "date", "photo"]
What = Literal["answer", "photo", "note", "finding"]


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a template file; a misspelt field is a fault of the file."""


class Choice(_Data, frozen=True):
    code: str
    name: Both


class View(_Data, frozen=True):
    """One photo that must be there, by what it shows: «نمای دور», «نمای نزدیک»."""

    code: str
    name: Both
    why: Both | None = None


class FindingHint(_Data, frozen=True):
    """What the finding that an answer opens starts with; the inspector may change it."""

    indicator: str
    severity: Literal["observation", "minor", "major", "critical"] = "minor"
    finding_code: str | None = None
    criteria: tuple[str, ...] = ()
    description: Both | None = None


class Forced(_Data, frozen=True):
    """What one of these answers obliges the inspector to add."""

    answers: tuple[str, ...] = ()
    photos: tuple[View, ...] = ()
    note: bool = False
    finding: FindingHint | None = None


class When(_Data, frozen=True):
    """Asked only after one of these answers to an earlier question."""

    question: str
    answers: tuple[str, ...]


class Question(_Data, frozen=True):
    code: str
    type: Kind
    text: Both
    hint: Both | None = None
    mandatory: bool = True
    not_applicable: bool = True
    choices: tuple[Choice, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    measure: Both | None = None
    views: tuple[View, ...] = ()
    when: When | None = None
    forces: tuple[Forced, ...] = ()

    @property
    def allowed(self) -> tuple[str, ...]:
        """The answers to choose from, in the order of their digit keys; empty for free answers."""
        if self.type == "yes_no":
            return YES_NO_NA if self.not_applicable else YES_NO_NA[:2]
        return tuple(choice.code for choice in self.choices)


class Section(_Data, frozen=True):
    code: str
    title: Both
    questions: tuple[Question, ...]
    indicator: str | None = None


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One version of a checklist; a visit that has begun keeps the version it began with."""

    code: str
    version: int
    title: Both
    sections: tuple[Section, ...]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def places(self) -> Mapping[str, tuple[Section, str]]:
        """Question code to its section and its number on screen and paper: «۳٫۲»."""
        return {
            question.code: (section, persian_digits(f"{place}٫{number}"))
            for place, section in enumerate(self.sections, start=1)
            for number, question in enumerate(section.questions, start=1)
        }

    def question(self, code: str) -> Question:
        return next(question for question in self.questions if question.code == code)

    def number_of(self, question: Question) -> str:
        """«۳٫۲»."""
        return self.places[question.code][1]


Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing without which the checklist cannot be handed in."""

    section: Section
    question: Question
    what: What
    view: View | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    answered: int
    total: int


def parse(content: Mapping[str, Any]) -> Template:
    """A template from its file or its record; one that contradicts itself is refused whole."""
    try:
        template = msgspec.convert(content, Template)
    except msgspec.ValidationError as error:
        raise Problem("checklist_damaged", why=str(error)) from error
    for why in _faults(template):
        raise Problem("checklist_damaged", why=why)
    return template


def visible_questions(template: Template, answers: Answers) -> list[Question]:
    """The questions to be asked now: one whose condition is hidden is hidden with it."""
    shown: dict[str, Question] = {}
    for question in template.questions:
        when = question.when
        if when is None or (when.question in shown and answers.get(when.question) in when.answers):
            shown[question.code] = question
    return list(shown.values())


def forced(question: Question, answer: str | None) -> Forced:
    """Everything this answer obliges to, over all rules that name it."""
    rules = [rule for rule in question.forces if answer in rule.answers]
    return Forced(
        photos=tuple(view for rule in rules for view in rule.photos),
        note=any(rule.note for rule in rules),
        finding=next((rule.finding for rule in rules if rule.finding), None),
    )


def missing(
    template: Template,
    answers: Answers,
    photos: Mapping[str, Collection[str]],
    findings: Collection[str],
    notes: Mapping[str, str] | None = None,
) -> list[Missing]:
    """What stands between this checklist and handing in, in the order of the form.

    ``photos``: question to the views photographed; ``findings``: questions with a finding.
    """
    found: list[Missing] = []
    for question in visible_questions(template, answers):
        section = template.places[question.code][0]
        taken = photos.get(question.code, ())
        answer = answers.get(question.code, "").strip()
        if question.type == "photo":
            found.extend(_photos_missing(section, question, taken))
            continue
        if answer_problem(question, answer) or (question.mandatory and not answer):
            found.append(Missing(section, question, "answer"))
            continue
        duty = forced(question, answer)
        if duty.finding and question.code not in findings:
            found.append(Missing(section, question, "finding"))
        found.extend(
            Missing(section, question, "photo", view)
            for view in duty.photos
            if view.code not in taken
        )
        if duty.note and not (notes or {}).get(question.code, "").strip():
            found.append(Missing(section, question, "note"))
    return found


def progress(
    template: Template,
    answers: Answers,
    photos: Mapping[str, Collection[str]],
    section: Section | None = None,
) -> Progress:
    """«۱۱ از ۱۹ پاسخ», for the whole checklist or one section of it."""
    asked = [
        question
        for question in visible_questions(template, answers)
        if section is None or template.places[question.code][0].code == section.code
    ]
    done = [
        question
        for question in asked
        if (photos if question.type == "photo" else answers).get(question.code)
    ]
    return Progress(len(done), len(asked))


def answer_problem(question: Question, answer: str) -> Refused | None:
    """Why a typed answer does not fit its question; an empty one is no answer, not a wrong one."""
    if not answer:
        return None
    match question.type:
        case "yes_no" | "choice":
            return None if answer in question.allowed else Refused("answer_not_offered")
        case "number":
            return _number_problem(question, answer)
        case "date":
            return _date_problem(answer)
        case "text" | "photo":
            return None


def _number_problem(question: Question, answer: str) -> Refused | None:
    if not _NUMBER.fullmatch(answer):
        return Refused("answer_not_a_number")
    number = Decimal(answer)
    if question.minimum is not None and number < question.minimum:
        return Refused("answer_too_small", minimum=question.minimum)
    if question.maximum is not None and number > question.maximum:
        return Refused("answer_too_large", maximum=question.maximum)
    return None


def _date_problem(answer: str) -> Refused | None:
    try:
        same = date.fromisoformat(answer).isoformat() == answer
    except ValueError:
        same = False
    return None if same else Refused("answer_not_a_date")


def _photos_missing(
    section: Section, question: Question, taken: Collection[str]
) -> Iterator[Missing]:
    if not question.mandatory:
        return
    for view in question.views:
        if view.code not in taken:
            yield Missing(section, question, "photo", view)
    if not question.views and not taken:
        yield Missing(section, question, "photo")


def _faults(template: Template) -> Iterator[str]:
    """What the shape alone cannot show: doubles, conditions on nothing, answers nobody can give."""
    if template.version < 1 or not template.questions:
        yield f"{template.code}: no version or no questions"
    sections = [section.code for section in template.sections]
    if len(sections) != len(set(sections)):
        yield f"{template.code}: two sections with one code"
    earlier: dict[str, Question] = {}
    for question in template.questions:
        if question.code in earlier:
            yield f"{question.code}: twice"
        yield from _question_faults(question, earlier)
        earlier[question.code] = question


def _question_faults(question: Question, earlier: Mapping[str, Question]) -> Iterator[str]:
    allowed = question.allowed
    if (question.type == "choice") != bool(question.choices) or len(allowed) != len(set(allowed)):
        yield f"{question.code}: choices"
    if question.views and question.type != "photo":
        yield f"{question.code}: views without being a photo"
    low, high = question.minimum, question.maximum
    if low is not None and high is not None and low > high:
        yield f"{question.code}: minimum above maximum"
    if question.when:
        asked = earlier.get(question.when.question)
        if asked is None or not set(question.when.answers) <= set(asked.allowed):
            yield f"{question.code}: condition on {question.when.question}"
    for rule in question.forces:
        if not rule.answers or not set(rule.answers) <= set(allowed):
            yield f"{question.code}: forced by an answer nobody can give"
        views = [view.code for view in rule.photos]
        if FREE_VIEW in views or len(views) != len(set(views)):
            yield f"{question.code}: views"
