"""What a team writes down in the unit: answers, its explanation, the hand-over (10.16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.inspections import check_team
from desktop.commands.records import get, require, required, tidy
from desktop.errors import Refused
from desktop.models.checklists import answer_problem
from desktop.models.inspections import rules
from desktop.models.inspections.facts import template_of
from desktop.models.inspections.records import (
    ChecklistAnswer,
    HandOverSignature,
    Visit,
    answer_id,
    signature_id,
)
from desktop.models.text import latin_digits

SIDES: Final = (*rules.INSPECTION_SIDES, rules.UNIT_SIDE)


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """Answer one question, or take the answer back; two laptops make the same record of it."""

    visit: bytes
    item: str
    value: str | None
    note: str | None = None
    answered_at: datetime | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = get(session, Visit, self.visit)
        check_team(session, desk, visit)
        value = self._value(session, visit)
        key = answer_id(visit.id, self.item)
        answer = session.get(ChecklistAnswer, key)
        if answer is None:
            answer = ChecklistAnswer(id=key, visit_id=visit.id, item=self.item)
            session.add(answer)
        answer.value, answer.note = value, tidy(self.note)
        answer.answered_at = self.answered_at or desk.now

    def _value(self, session: Session, visit: Visit) -> str | None:
        template = template_of(session, visit.template_code, visit.template_version)
        if template is None:
            raise Refused("template_missing")
        question = next((q for q in template.questions if q.code == self.item), None)
        if question is None:
            raise Refused("question_unknown", item=self.item)
        typed: str | None = tidy(self.value)
        if typed is not None and question.type in {"number", "date"}:
            typed = latin_digits(typed)
        require(answer_problem(question, typed or ""))
        return typed


@dataclass(frozen=True, slots=True)
class RecordUnitExplanation:
    """Write down what the unit says to the findings, and who said it."""

    visit: bytes
    text: str
    present_name: str | None = None
    present_post: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = get(session, Visit, self.visit)
        check_team(session, desk, visit)
        visit.unit_explanation = tidy(self.text)
        visit.present_name = tidy(self.present_name) or visit.present_name
        visit.present_post = tidy(self.present_post) or visit.present_post


@dataclass(frozen=True, slots=True)
class SignHandOver:
    """One side signs: drawn on the screen, on paper that is photographed, or it refuses.

    A refusal has a witness, the time and the words said; it never stops the handing in.
    """

    visit: bytes
    side: str
    way: str
    name: str
    post: str | None = None
    signed_at: datetime | None = None
    words: str | None = None
    witness_name: str | None = None
    witness_post: str | None = None
    image_sha256: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = get(session, Visit, self.visit)
        check_team(session, desk, visit)
        signed_at = self.signed_at or desk.now
        self._check(visit, signed_at, desk.now)
        key = signature_id(visit.id, self.side)
        signature = session.get(HandOverSignature, key)
        if signature is None:
            signature = HandOverSignature(id=key, visit_id=visit.id, side=self.side)
            session.add(signature)
        signature.way = self.way
        signature.name = required(self.name, "signer_missing", "name")
        signature.post = tidy(self.post)
        signature.signed_at = signed_at
        signature.words = tidy(self.words)
        signature.witness_name = tidy(self.witness_name)
        signature.witness_post = tidy(self.witness_post)
        signature.image_sha256 = self.image_sha256
        signature.deleted_at = None

    def _check(self, visit: Visit, signed_at: datetime, now: datetime) -> None:
        if self.side not in SIDES or self.way not in rules.WAYS:
            raise Refused("signature_way_unknown", field="way")
        if self.way == "refused":
            if self.side != rules.UNIT_SIDE:
                raise Refused("inspector_refuses", field="way")
            required(self.witness_name, "witness_missing", "witness_name")
            required(self.witness_post, "witness_missing", "witness_post")
        elif self.image_sha256 is None:
            raise Refused("signature_image_missing", field="image_sha256")
        if signed_at > now or (visit.started_at is not None and signed_at < visit.started_at):
            raise Refused("signed_outside_visit", field="signed_at")
