"""What the form of a proposal holds before it is good enough to bring forward. No Qt."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from desktop.commands.personnel_actions import ProposePersonnelAction, RecordPersonnelAction
from desktop.commands.personnel_sources import SurveySource
from desktop.errors import Refused
from desktop.models.amounts import parse_rials
from resources.wording import words_of
from resources.words import _


@dataclass(slots=True)
class PersonnelDraft:
    """Ids are hex and days ISO, so that it is kept as it stands.

    ``recording``: a decision of elsewhere is recorded, nothing is proposed.
    """

    recording: bool = False
    kind: str = ""
    person: str = ""
    happened_on: str = ""
    indicator: str = ""
    reason: str = ""
    findings: list[str] = field(default_factory=list)
    proposal: str = ""
    survey_title: str = ""
    survey_day: str = ""
    survey_n: str = ""
    register: str = ""
    setad: str = ""
    legal_basis: str = ""
    amount: str = ""
    form: str = ""
    intent_class: str = ""
    intent_evidence: str = ""
    grade: str = ""
    authority: str = ""
    authority_name: str = ""
    letter: str = ""
    shared: bool = False
    follows: str = ""

    def as_fields(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_fields(cls, kept: dict[str, Any]) -> PersonnelDraft:
        """A kept draft; fields that no longer exist are passed over."""
        return cls(**{name: kept[name] for name in cls.__slots__ if name in kept})

    def begun(self) -> bool:
        """Whether anything was typed or chosen."""
        return bool(self.person or self.reason.strip())

    def problems(self, roads: dict[str, str]) -> dict[str, str]:
        """What is wrong, by field, in words; ``roads`` tells the road of each kind."""
        needed = {
            "kind": (self.kind, _("گونه را برگزینید")),
            "person": (self.person, _("شخص را برگزینید")),
            "happened_on": (self.happened_on, _("تاریخ رویداد را بنویسید")),
            "reason": (self.reason, _("شرح را بنویسید")),
        }
        road = roads.get(self.kind, "")
        if self.recording:
            needed["letter"] = (self.letter, _("نامهٔ مقام را برگزینید"))
            needed["authority"] = (self.authority, _("مقام تصمیم‌گیرنده را برگزینید"))
            if self.kind == "art9_recorded":
                needed["grade"] = (self.grade, _("درجه را برگزینید"))
        elif road == "setad":
            needed["setad"] = (self.setad, _("ستاد را برگزینید"))
        found = {name: words for name, (value, words) in needed.items() if not value.strip()}
        surveyed = self.survey_title.strip() or self.survey_n.strip()
        if surveyed and not self.recording:
            found |= self._survey_problems()
        sources = (*self.findings, self.proposal.strip(), surveyed, self.register)
        if not self.recording and not any(sources):
            found["proposal"] = _("یافته‌ای را نشان بزنید یا منبع را بنویسید")
        if self.kind == "reward_material":
            try:
                parse_rials(self.amount)
            except Refused as refused:
                code = "amount_missing" if not self.amount.strip() else refused.code
                found["amount"] = words_of(code, refused.arguments)
        if self.intent_class and not self.intent_evidence.strip():
            found["intent_evidence"] = _("طبقهٔ قصد بدون مدرک ثبت نمی‌شود")
        return found

    def _survey_problems(self) -> dict[str, str]:
        needed = {
            "survey_title": (self.survey_title, words_of("survey_title_missing", {})),
            "survey_day": (self.survey_day, words_of("day_missing", {})),
            "survey_n": (self.survey_n, words_of("survey_count_missing", {})),
        }
        return {name: words for name, (value, words) in needed.items() if not value.strip()}

    def survey(self) -> SurveySource | None:
        """The result of a survey as a source, where one was named."""
        if not self.survey_title.strip():
            return None
        return SurveySource(self.survey_title, date.fromisoformat(self.survey_day), self.survey_n)

    def propose(self, key: bytes) -> ProposePersonnelAction:
        """The command, once there are no problems."""
        return ProposePersonnelAction(
            kind=self.kind,
            person=bytes.fromhex(self.person),
            reason=self.reason,
            happened_on=date.fromisoformat(self.happened_on),
            findings=tuple(bytes.fromhex(one) for one in self.findings),
            proposal=self.proposal or None,
            setad=bytes.fromhex(self.setad) if self.setad else None,
            indicator=self.indicator or None,
            legal_basis=self.legal_basis or None,
            amount=self.amount or None if self.kind == "reward_material" else None,
            form=self.form or None,
            intent_class=self.intent_class or None,
            intent_evidence=self.intent_evidence or None,
            follows=bytes.fromhex(self.follows) if self.follows else None,
            survey=self.survey(),
            register=(bytes.fromhex(self.register),) if self.register else (),
            id=key,
        )

    def record(self, key: bytes) -> RecordPersonnelAction:
        """The command that records a decision of elsewhere."""
        return RecordPersonnelAction(
            kind=self.kind,
            person=bytes.fromhex(self.person),
            reason=self.reason,
            happened_on=date.fromisoformat(self.happened_on),
            letter=bytes.fromhex(self.letter),
            authority=self.authority,
            authority_name=self.authority_name or None,
            grade=int(self.grade) if self.kind == "art9_recorded" else None,
            shared=self.shared,
            id=key,
        )
