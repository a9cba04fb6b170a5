"""One public meeting: the minutes spent, what people asked for, and what they were answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout
from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.public_meetings import AddMeetingRequest, AnswerMeetingRequest
from desktop.models.calendar import long_date, short_date
from desktop.models.identities.rules import RECORDERS
from desktop.models.meetings.public import REQUESTS
from desktop.models.meetings.public_queries import (
    KEEPERS,
    PublicMeetingDetail,
    RequestRow,
    public_detail,
)
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.meetings.public_list_page import answered_words
from desktop.views.navigation import Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.choices import RadioField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import MultiLineField
from desktop.views.shared.labels import label
from desktop.views.shared.pill import Pill, PillLook
from desktop.views.shared.record_page import RecordPage
from desktop.views.shared.side_panel import Facts
from desktop.views.shared.step_dialog import Step, StepDialog, lacking
from resources.wording.meetings import REQUEST_TYPES
from resources.words import _, lazy, listed

ADD: Final = Step("AddMeetingRequest", lazy("درخواست تازه"), "plus")


class PublicMeetingPage(RecordPage):
    """Ctrl+Enter writes the next request; who asked is sealed apart, under a code."""

    home = "public_meetings"
    home_title = lazy("ملاقات‌های عمومی")
    shows = frozenset({"public_meetings", "meeting_requests", "identities"})

    def reading(self) -> Callable[[Session], PublicMeetingDetail | None]:
        return partial(public_detail, key=self.place.record)

    def draw(self, found: PublicMeetingDetail) -> None:
        keeps = self.work.desk().role in KEEPERS
        row = found.row
        title = f"{row.manager_name} · {short_date(row.day)}"
        self.set_head(title, [], ADD if keeps else None, self.take)
        card = Card(_("ملاقات عمومی"))
        week = _("{n} از {wanted} دقیقهٔ لازم").format(
            n=persian_digits(row.week), wanted=persian_digits(found.wanted)
        )
        facts = [
            (_("مدیر"), row.manager_name),
            (_("سمت در آن روز"), listed((row.post, row.unit_name))),
            (_("روز"), long_date(row.day)),
            (_("دقیقه"), persian_digits(row.minutes)),
            (_("همین هفته"), week),
            (_("جا"), row.place or ""),
            (_("پاسخ درخواست‌ها"), answered_words(row)),
        ]
        card.body.addWidget(Facts([(name, value) for name, value in facts if value]))
        if found.note:
            card.body.addWidget(label(found.note, "body", wrap=True))
        self.main.addWidget(card)
        for one in found.requests:
            self.main.addWidget(self._request(one, keeps=keeps))
        if not found.requests:
            words = _("هنوز درخواستی نوشته نشده است.")
            self.main.addWidget(label(words, "body", "text3", wrap=True))
        side = Card(_("نام مراجعان"))
        words = _(
            "نام و شمارهٔ هیچ شهروندی در متن درخواست نمی‌آید. هویت او جدا مهر می‌شود و تنها گروه "
            "تماس، با ذکر کار، می‌گشاید."
        )
        side.body.addWidget(label(words, "small", "text2", wrap=True))
        self.side.addWidget(side)

    def _request(self, one: RequestRow, *, keeps: bool) -> Card:
        kind = REQUEST_TYPES.get(one.type, one.type)
        due = _("پاسخ تا {day}").format(day=short_date(one.due_on)) if one.due_on else ""
        number = persian_digits(one.position)
        card = Card(_("{n}. {kind}").format(n=number, kind=kind), note=due)
        card.body.addWidget(label(one.text, "body", wrap=True))
        if one.answer:
            day = short_date(one.answered_on) if one.answered_on else ""
            told = _("پاسخ · {day}").format(day=day)
            card.body.addWidget(label(told, "smallMedium", "text2"))
            card.body.addWidget(label(one.answer, "body", wrap=True))
        else:
            look = PillLook(_("بی‌پاسخ"), "warning", "pie1")
            card.body.addWidget(Pill(look), 0, Qt.AlignmentFlag.AlignLeading)
        row = QHBoxLayout()
        theme.pad(row, 8)
        if keeps:
            words = _("پاسخ دیگر") if one.answer else _("ثبت پاسخ")
            answer = Button(words, icon="mail", size="row", on_click=partial(self.answer, one))
            answer.setAccessibleName(_("{words} به درخواست {n}").format(words=words, n=number))
            row.addWidget(answer)
        self._who(row, one)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _who(self, row: QHBoxLayout, one: RequestRow) -> None:
        for key, code in one.identities:
            words = _("هویت {code}").format(code=ltr_isolate(code))
            go = partial(self.work.go, Place("identity", key))
            row.addWidget(Button(words, "link", size="row", on_click=go))
        if self.work.desk().role in RECORDERS:
            place = Place("identity_form", one.id, REQUESTS)
            seal = Button(
                _("مهر هویت"), icon="lock", size="row", on_click=partial(self.work.go, place)
            )
            seal.setAccessibleName(_("مهر هویت درخواست {n}").format(n=persian_digits(one.position)))
            row.addWidget(seal)

    def take(self, _step: Step) -> None:
        """Write the next request."""
        if self.shown is not None:
            self.open(request_dialog(self.shown, self.work))

    def answer(self, one: RequestRow) -> None:
        """What was answered."""
        self.open(answer_dialog(one, self.work))


def request_dialog(found: PublicMeetingDetail, work: Workplace) -> StepDialog:
    """What was asked for, in short, without names."""
    kinds = [(code, str(words)) for code, words in REQUEST_TYPES.items()]
    kind = RadioField(_("نوع"), kinds, required=True)
    kind.set_value("request")
    text = MultiLineField(_("متن کوتاه، بی نام و شماره"), lines=3, required=True)
    due = DateField(_("پاسخ تا"), today=lambda: work.desk().today, first=found.row.day)

    def make() -> Command | None:
        if lacking(text, text.value().strip()) or not due.is_readable():
            return None
        return AddMeetingRequest(found.row.id, kind.value(), text.value(), due.value())

    words = _("هویت درخواست‌کننده پس از ثبت، جداگانه مهر می‌شود.")
    fields = {"type": kind, "text": text, "due_on": due}
    return StepDialog(work, _("درخواست تازه"), words, _("ثبت"), fields, make, icon="plus")


def answer_dialog(one: RequestRow, work: Workplace) -> StepDialog:
    """The answer, and its day."""
    today = work.desk().today
    text = MultiLineField(_("پاسخ"), one.answer or "", lines=3, required=True)
    day = DateField(_("تاریخ"), today, today=lambda: work.desk().today, last=today, required=True)

    def make() -> Command | None:
        if lacking(text, text.value().strip()) or not day.is_readable():
            return None
        return AnswerMeetingRequest(one.id, text.value(), day.value())

    fields = {"answer": text, "answered_on": day}
    return StepDialog(work, _("پاسخ درخواست"), one.text, _("ثبت پاسخ"), fields, make, icon="mail")
