"""The parts of a case's page: facts, what was said, sources, letters, the chain, who holds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models import reference
from desktop.models.calendar import short_date
from desktop.models.personnel_actions.rows import (
    LetterLine,
    PartyRow,
    PersonnelDetail,
    SourceRow,
)
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.navigation import Place
from desktop.views.personnel_actions import looks
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.labels import label
from desktop.views.shared.pill import Pill
from desktop.views.shared.side_panel import Facts
from desktop.views.states import state_look
from resources.wording.personnel_actions import DUTIES, STATEMENTS
from resources.words import _, listed

Go = Callable[[Place], None]


def state_line(detail: PersonnelDetail) -> QWidget:
    """Where it stands, and that it is a sample."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    theme.pad(line, 8)
    line.addWidget(Pill(looks.row_look(detail.row)))
    if detail.row.sample:
        line.addWidget(label(_("نمونه"), "small", "text3"))
    line.addStretch(1)
    return holder


def facts_card(detail: PersonnelDetail) -> Card:
    """Who, what, when, what for; before the decision it is only said."""
    row = detail.row
    card = Card(looks.kind_words(row.kind))
    legal = next(
        (one for one in reference.load("legal_references") if one["code"] == detail.legal_basis),
        None,
    )
    facts = [
        (_("شخص"), row.person_name),
        (_("سمت در آن روز"), looks.post_words(row)),
        (_("تاریخ رویداد"), short_date(row.happened_on)),
        (_("شاخص"), looks.indicator_words(row.indicator)),
        (_("مستند قانونی"), str(reference.name_of(legal, "title")) if legal else ""),
        (_("مبلغ"), looks.amount_words(detail.amount)),
        (_("شکل تشویق"), detail.form or ""),
        (_("درجهٔ مجازات"), looks.grade_words(detail.grade)),
        (_("پیشنهاددهنده"), detail.proposer or ""),
        (_("ستاد"), detail.setad or ""),
    ]
    card.body.addWidget(Facts([(name, value) for name, value in facts if value]))
    heading = looks.reason_heading(row, negative=detail.setting.negative)
    card.body.addWidget(label(heading, "smallMedium", "text2"))
    card.body.addWidget(label(detail.reason, "body", wrap=True))
    if detail.intent_class:
        words = reference.choices("intent_class").get(detail.intent_class, detail.intent_class)
        second = detail.intent_confirmed_by or _("هنوز نفر دومی تأیید نکرده است")
        card.body.addWidget(
            Facts(
                [
                    (_("طبقهٔ قصد"), str(words)),
                    (_("مدرک این طبقه"), detail.intent_evidence or ""),
                    (_("نفر دوم"), second),
                ]
            )
        )
    return card


def decision_card(detail: PersonnelDetail) -> Card | None:
    """Who decided, by which letter, when the person was told, until when he may object."""
    row = detail.row
    answer = {
        "accepted": _("پذیرفته شد"),
        "refused": _("پذیرفته نشد"),
        "other": _("چیز دیگری نوشته شد"),
    }
    number = ltr_isolate(persian_digits(row.letter_number or ""))
    facts = [
        (_("مقام"), listed((detail.authority_name, looks.authority_words(detail.authority)))),
        (_("نامه"), number if row.letter_number else ""),
        (_("تاریخ نامه"), short_date(detail.letter_date) if detail.letter_date else ""),
        (_("پاسخ مقام"), answer.get(detail.answer or "", "")),
        (_("ابلاغ"), short_date(detail.notified_on) if detail.notified_on else ""),
        (
            _("اعتراض تا"),
            short_date(detail.objection_until) if detail.objection_until else "",
        ),
        (_("دیده می‌شود تا"), short_date(row.visible_until) if row.visible_until else ""),
    ]
    known = [(name, value) for name, value in facts if value]
    if not known:
        return None
    card = Card(_("تصمیم و نامه"))
    card.body.addWidget(Facts(known))
    return card


def statements_card(detail: PersonnelDetail) -> Card | None:
    """What the person said; where nothing is there and it is needed, that is said."""
    if not detail.statements and not detail.setting.negative:
        return None
    card = Card(_("اظهار و اعتراض شخص"), note=_("تنها برای دارندگان پرونده"))
    if not detail.statements:
        words = _("هنوز چیزی ثبت نشده است؛ بی آن در دستور ستاد نمی‌رود.")
        card.body.addWidget(label(words, "small", "text2", wrap=True))
    for one in detail.statements:
        head = f"{STATEMENTS.get(one.what, one.what)} · {short_date(one.said_on)}"
        card.body.addWidget(label(head, "smallMedium", "text2"))
        if one.text:
            card.body.addWidget(label(one.text, "body", wrap=True))
    return card


def sources_card(sources: Sequence[SourceRow], go: Go) -> Card:
    """What it follows from, each with the way there."""
    card = Card(_("منبع"))
    for one in sources:
        line = _line(looks.source_words(one.title), looks.source_note(one))
        if one.visit_id is not None:
            place = Place("visit", one.visit_id)
            _lead(line, _("پروندهٔ بازرسی"), place, go)
        elif one.kind == "misconduct_records" and one.record:
            _lead(line, _("دفتر تخلف"), Place("misconduct", one.record), go)
        elif one.kind == "letters" and one.record:
            _lead(line, _("نامه"), Place("letter", one.record), go)
        card.body.addWidget(line)
    return card


def letters_card(detail: PersonnelDetail, go: Go) -> Card | None:
    """The letters of the case."""
    if not detail.letters:
        return None
    card = Card(_("نامه‌ها"))
    for one in detail.letters:
        line = _line(one.subject, _letter_note(one))
        _lead(line, _("باز کردن"), Place("letter", one.id), go)
        card.body.addWidget(line)
    return card


def _letter_note(one: LetterLine) -> str:
    way = _("وارده") if one.direction == "in" else _("صادره")
    number = ltr_isolate(persian_digits(one.number)) if one.number else _("بی‌شماره")
    look = state_look("letters", one.state)
    return " · ".join((way, number, short_date(one.day) if one.day else look.words))


def parties_card(parties: Sequence[PartyRow]) -> Card:
    """Who holds the case; nobody else sees it."""
    card = Card(_("چه کسانی می‌بینند"))
    for one in parties:
        words = f"{one.name} · {DUTIES.get(one.duty, one.duty)}"
        card.body.addWidget(label(words, "small", "text2", wrap=True))
    return card


def _line(words: str, note: str) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    theme.pad(row, 8)
    column = QVBoxLayout()
    theme.pad(column, 1)
    column.addWidget(label(words, "body", wrap=True))
    if note:
        column.addWidget(label(note, "small", "text3", wrap=True))
    row.addLayout(column, 1)
    return holder


def _lead(line: QWidget, words: str, place: Place, go: Go) -> None:
    layout = line.layout()
    if isinstance(layout, QHBoxLayout):
        button = Button(words, "link", size="row", on_click=lambda: go(place))
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
