"""The parts of the form of a proposal: who and what, what for, fairness, where it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models import reference
from desktop.models.personnel_actions.settings import KINDS
from desktop.views.personnel_actions import looks
from desktop.views.personnel_actions.draft import PersonnelDraft
from desktop.views.shared import theme
from desktop.views.shared.card import Card
from desktop.views.shared.choices import CheckBox, ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import Field, MultiLineField, TextField
from desktop.views.shared.labels import label
from desktop.views.shared.record_page import empty
from resources.words import _

Choices = Sequence[tuple[str, str]]


def pair(*fields: QWidget) -> QHBoxLayout:
    """Fields beside each other, of one width."""
    row = QHBoxLayout()
    theme.pad(row, 12)
    for field in fields:
        row.addWidget(field, 1)
    return row


def roads() -> dict[str, str]:
    """The road of each kind, by its code."""
    return {row["code"]: row["road"] for row in reference.load(KINDS)}


def is_negative(kind: str) -> bool:
    return any(row["code"] == kind and row["negative"] for row in reference.load(KINDS))


class PersonnelCards(QWidget):
    """All fields; what a kind does not need is not shown."""

    subject_changed = Signal()

    def __init__(self, today: Callable[[], date], *, recording: bool) -> None:
        super().__init__()
        self.recording = recording
        kinds = (
            looks.kind_options("elsewhere") if recording else looks.kind_options("setad", "direct")
        )
        self.kind = ChoiceField(_("گونه"), kinds, empty=_("برگزینید"), search=False, required=True)
        self.person = ChoiceField(_("شخص"), [], empty=_("برگزینید"), search=True, required=True)
        self.happened_on = DateField(_("تاریخ رویداد"), today=today, last=today(), required=True)
        self.indicator = ChoiceField(_("شاخص"), looks.indicator_options(), empty=_("ندارد"))
        self.post = label("", "small", "text2", wrap=True)
        self.reason = MultiLineField(_("شرح"), lines=3, required=True)
        self.proposal = TextField(
            _("منبع دیگر"), hint=_("اگر یافته‌ای نیست: گزارش یا پیشنهاد، با شمارهٔ آن")
        )
        self.survey_title = TextField(_("نظرسنجی"), hint=_("نام نظرسنجی و آنچه نشان داد"))
        self.survey_day = DateField(_("تاریخ نظرسنجی"), today=today, last=today())
        self.survey_n = TextField(_("شمار پاسخ‌ها"), code=True)
        self.register = ""
        """The line of the register that this proposal begins from, in hex."""
        legal = [
            (row["code"], str(reference.name_of(row, "title")))
            for row in reference.load("legal_references")
        ]
        self.legal_basis = ChoiceField(_("مستند قانونی"), legal, empty=_("ندارد"), search=True)
        self.amount = TextField(
            _("مبلغ"), required=True, hint=_("ریال یا تومان؛ مانند ۱۲٬۵۰۰٬۰۰۰ ریال")
        )
        self.form = TextField(_("شکل تشویق"), hint=_("تقدیرنامه، لوح، امتیاز …"))
        intents = [(code, str(words)) for code, words in reference.choices("intent_class").items()]
        self.intent_class = ChoiceField(_("طبقهٔ قصد"), intents, empty=_("تعیین نشده"), search=False)
        self.intent_evidence = TextField(
            _("مدرک این طبقه"), hint=_("نفر دومی نیز باید آن را تأیید کند.")
        )
        self.setad = ChoiceField(_("ستاد"), [], empty=_("برگزینید"), search=False, required=True)
        self.letter = ChoiceField(
            _("نامهٔ مقام"), [], empty=_("برگزینید"), search=True, required=True
        )
        self.authority = ChoiceField(
            _("مقام تصمیم‌گیرنده"), looks.authority_options(), empty=_("برگزینید"), search=False
        )
        self.authority_name = TextField(_("نام مقام یا هیأت"))
        self.grade = ChoiceField(
            _("درجهٔ مجازات"), looks.grade_options(), empty=_("برگزینید"), search=False
        )
        self.shared = CheckBox(_("این نامه چند نفر را نام می‌برد"))
        self.findings: dict[str, CheckBox] = {}
        self._found = QVBoxLayout()
        self._assemble()
        self._fit()

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        theme.pad(column, 12)
        who = Card(_("۱. چه کسی و چه"))
        who.body.addLayout(pair(self.kind, self.person))
        who.body.addLayout(pair(self.happened_on, self.indicator))
        who.body.addWidget(self.post)
        what = Card(_("۲. برای چه"))
        theme.pad(self._found, 4)
        what.body.addLayout(self._found)
        what.body.addWidget(self.reason)
        if not self.recording:
            what.body.addLayout(pair(self.proposal, self.legal_basis))
            what.body.addLayout(pair(self.survey_title, self.survey_day, self.survey_n))
        column.addWidget(who)
        column.addWidget(what)
        if self.recording:
            decided = Card(_("۳. چه کسی تصمیم گرفت"))
            decided.body.addWidget(self.letter)
            decided.body.addLayout(pair(self.authority, self.authority_name))
            decided.body.addWidget(self.grade)
            decided.body.addWidget(self.shared)
            column.addWidget(decided)
            unused: list[QWidget] = [self.proposal, self.legal_basis, self.amount, self.form]
            unused += [self.intent_class, self.intent_evidence, self.setad]
            unused += [self.survey_title, self.survey_day, self.survey_n]
        else:
            self._reward = Card(_("۳. تشویق"))
            self._reward.body.addLayout(pair(self.amount, self.form))
            self._intent = Card(_("۳. قصد"))
            self._intent.body.addLayout(pair(self.intent_class, self.intent_evidence))
            self._setad = Card(_("۴. نزد کدام ستاد"))
            self._setad.body.addWidget(self.setad)
            words = _(
                "اعضای ستاد از این پس پرونده را می‌بینند. پیشنهاددهنده و خود شخص دربارهٔ آن رأی "
                "نمی‌دهند و پیش از رأی، اظهار شخص خواسته می‌شود."
            )
            self._setad.body.addWidget(label(words, "small", "text2", wrap=True))
            for card in (self._reward, self._intent, self._setad):
                column.addWidget(card)
            unused = [self.letter, self.authority, self.authority_name, self.grade, self.shared]
        for one in unused:
            one.setParent(self)
            one.hide()
        self.kind.edited.connect(self._fit)
        for field in (self.kind, self.person, self.happened_on, self.indicator):
            field.edited.connect(self.subject_changed)

    def _fit(self) -> None:
        """Only what the chosen kind needs."""
        kind = self.kind.value()
        if self.recording:
            self.grade.setVisible(kind == "art9_recorded")
            return
        self._reward.setVisible(kind.startswith("reward"))
        self.amount.setVisible(kind == "reward_material")
        self._intent.setVisible(is_negative(kind))
        self._setad.setVisible(roads().get(kind) == "setad")

    def show_findings(self, found: Choices, chosen: Sequence[str]) -> None:
        """The findings that can be the source, each to be ticked."""
        empty(self._found)
        self.findings = {}
        for key, words in found:
            box = CheckBox(words, key in chosen)
            self.findings[key] = box
            self._found.addWidget(box)

    def fields(self) -> dict[str, Field]:
        """By the names that refusals use."""
        return {
            "kind": self.kind,
            "person": self.person,
            "happened_on": self.happened_on,
            "indicator": self.indicator,
            "reason": self.reason,
            "proposal": self.proposal,
            "source": self.proposal,
            "survey_title": self.survey_title,
            "survey_day": self.survey_day,
            "survey_n": self.survey_n,
            "legal_basis": self.legal_basis,
            "amount": self.amount,
            "form": self.form,
            "intent_class": self.intent_class,
            "intent_evidence": self.intent_evidence,
            "setad": self.setad,
            "letter": self.letter,
            "letter_number": self.letter,
            "letter_date": self.letter,
            "authority": self.authority,
            "authority_name": self.authority_name,
            "grade": self.grade,
        }

    def read(self, follows: str = "") -> PersonnelDraft:
        """What is typed now."""
        day, surveyed = self.happened_on.value(), self.survey_day.value()
        return PersonnelDraft(
            recording=self.recording,
            kind=self.kind.value(),
            person=self.person.value(),
            happened_on=day.isoformat() if day else "",
            indicator=self.indicator.value(),
            reason=self.reason.value().strip(),
            findings=[key for key, box in self.findings.items() if box.isChecked()],
            proposal=self.proposal.value().strip(),
            survey_title=self.survey_title.value().strip(),
            survey_day=surveyed.isoformat() if surveyed else "",
            survey_n=self.survey_n.value().strip(),
            register=self.register,
            setad=self.setad.value(),
            legal_basis=self.legal_basis.value(),
            amount=self.amount.value().strip(),
            form=self.form.value().strip(),
            intent_class=self.intent_class.value(),
            intent_evidence=self.intent_evidence.value().strip(),
            grade=self.grade.value(),
            authority=self.authority.value(),
            authority_name=self.authority_name.value().strip(),
            letter=self.letter.value(),
            shared=self.shared.isChecked(),
            follows=follows,
        )

    def write(self, draft: PersonnelDraft) -> None:
        """Show a draft."""
        for name in ("kind", "person", "indicator", "setad", "legal_basis", "intent_class"):
            field: ChoiceField = getattr(self, name)
            if value := getattr(draft, name):
                field.set_value(value)
        for name in ("grade", "authority", "letter"):
            if value := getattr(draft, name):
                getattr(self, name).set_value(value)
        if draft.happened_on:
            self.happened_on.set_value(date.fromisoformat(draft.happened_on))
        if draft.survey_day:
            self.survey_day.set_value(date.fromisoformat(draft.survey_day))
        self.register = draft.register
        for text in (
            *("reason", "proposal", "amount", "form", "intent_evidence", "authority_name"),
            *("survey_title", "survey_n"),
        ):
            getattr(self, text).set_value(getattr(draft, text))
        self.shared.setChecked(draft.shared)
        for key, box in self.findings.items():
            box.setChecked(key in draft.findings)
        self._fit()
