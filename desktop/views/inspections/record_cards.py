"""The cards of a visit's record: facts, findings, answers, signatures, special reports, history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.calendar import in_iran, short_date
from desktop.models.checklists import Question
from desktop.models.inspections.rows import AnswerRow, SpecialReportRow, VisitDetail
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.inspections import looks
from desktop.views.inspections.history_words import Told
from desktop.views.inspections.panel_parts import Heading
from desktop.views.inspections.signing import more_words, signed_words
from desktop.views.inspections.start_card import unit_facts
from desktop.views.inspections.visit_panel import facts_of
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card, Divider
from desktop.views.shared.labels import IconMark, label
from desktop.views.shared.pill import Pill, PillLook
from desktop.views.shared.side_panel import Facts
from desktop.views.shared.tags import Tag, TagMark
from resources.words import _, listed

_ANSWERS: Final = {
    "yes": ("success", "check"),
    "no": ("danger", "cross"),
    "na": ("neutral", "out"),
}


def facts_card(visit: VisitDetail) -> Card:
    """The order, the team, the time, and the unit."""
    card = Card(_("حکم، گروه و زمان"))
    facts = [*facts_of(visit), (_("موضوع"), visit.remit)]
    if visit.covert_reason:
        facts.append((_("دلیل نامحسوس بودن"), visit.covert_reason))
    present = listed((visit.present_name, visit.present_post))
    if present:
        facts.append((_("حاضر از واحد"), present))
    card.body.addWidget(Facts(facts))
    card.body.addWidget(Divider())
    card.body.addWidget(Heading(_("واحد")))
    card.body.addWidget(Facts(unit_facts(visit)))
    return card


def answers_card(visit: VisitDetail) -> Card:
    """Every question that was answered, with its note."""
    done = {row.item: row for row in visit.answers if row.value}
    count = _("{n} پاسخ").format(n=persian_digits(len(done)))
    card = Card(_("پرسش‌ها"), note=count)
    if visit.template is None:
        card.body.addWidget(label(_("الگوی پرسش‌ها در این رایانه نیست."), "small", "text3"))
        return card
    for section in visit.template.sections:
        rows = [(q, done[q.code]) for q in section.questions if q.code in done]
        if not rows:
            continue
        card.body.addWidget(label(str(section.title), "smallMedium", "text2"))
        for question, row in rows:
            number = visit.template.number_of(question)
            card.body.addWidget(_answer_line(number, question, row))
    return card


def _answer_line(number: str, question: Question, row: AnswerRow) -> QWidget:
    line = QWidget()
    across = QHBoxLayout(line)
    theme.pad(across, 10)
    top = Qt.AlignmentFlag.AlignTop
    across.addWidget(TagMark(Tag(number, "neutral")), 0, top)
    words = QVBoxLayout()
    theme.pad(words, 2)
    words.addWidget(label(str(question.text), "body", wrap=True))
    if row.note:
        words.addWidget(label(row.note, "small", "text2", wrap=True))
    across.addLayout(words, 1)
    value = row.value or ""
    if question.type == "yes_no":
        tone, glyph = _ANSWERS[value]
        look = PillLook(looks.choice_words("answer", value), tone, glyph)  # type: ignore[arg-type]  # from a table of glyphs
        across.addWidget(Pill(look), 0, top)
    else:
        named = next((str(one.name) for one in question.choices if one.code == value), "")
        shown = named or persian_digits(value)
        if question.type == "date":
            shown = short_date(date.fromisoformat(value))
        across.addWidget(label(shown, "strong"), 0, top)
    return line


def words_card(visit: VisitDetail) -> Card | None:
    """What the unit said and what the team summed up."""
    parts = [
        (_("توضیح واحد"), visit.unit_explanation),
        (_("مشاهدات"), visit.observations),
        (_("ریشهٔ مشکل"), visit.root_cause),
        (_("نقطهٔ قوت"), visit.good_practice),
    ]
    said = [(name, text) for name, text in parts if text]
    if not said:
        return None
    card = Card(_("توضیح واحد و جمع‌بندی"))
    for name, text in said:
        card.body.addWidget(label(name, "smallMedium", "text2"))
        card.body.addWidget(label(text or "", "body", wrap=True))
    return card


def signatures_card(visit: VisitDetail) -> Card | None:
    """Each side and how it signed."""
    if not visit.signatures:
        return None
    card = Card(_("امضاها"))
    for row in visit.signatures:
        line = QWidget()
        across = QHBoxLayout(line)
        theme.pad(across, 10)
        refused = row.way == "refused"
        mark = IconMark(
            "circle-alert" if refused else "circle-check", "warning" if refused else "success"
        )
        across.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        theme.pad(words, 2)
        words.addWidget(label(signed_words(row), "body", wrap=True))
        if more_words(row):
            words.addWidget(label(more_words(row), "small", "text2", wrap=True))
        across.addLayout(words, 1)
        card.body.addWidget(line)
    return card


def special_reports_card(
    visit: VisitDetail,
    print_it: Callable[[SpecialReportRow], None],
    write: Callable[[SpecialReportRow | None], None],
    finish: Callable[[SpecialReportRow], None],
) -> Card | None:
    """The separate reports about a person: only who holds the case has this card."""
    persons = [one for finding in visit.findings for one in finding.persons]
    may_write = "WriteSpecialReport" in visit.may
    if not visit.special_reports and not (persons and may_write):
        return None
    card = Card(_("گزارش اختصاصی"), note=_("جدا از گزارش بازرسی"))
    for row in visit.special_reports:
        line = QWidget()
        across = QHBoxLayout(line)
        theme.pad(across, 8)
        across.addWidget(IconMark("lock", "text2"))
        across.addWidget(label(row.title, "strong", wrap=True), 1)
        across.addWidget(Pill(looks.state_look("special_reports", row.state)))
        card.body.addWidget(line)
        feet = QHBoxLayout()
        theme.pad(feet, 8)
        feet.addWidget(Button(_("چاپ"), icon="printer", size="row", on_click=_with(print_it, row)))
        if may_write and row.state == "draft":
            feet.addWidget(Button(_("ویرایش"), "quiet", size="row", on_click=_with(write, row)))
            feet.addWidget(
                Button(_("نهایی کردن"), "quiet", size="row", on_click=_with(finish, row))
            )
        feet.addStretch(1)
        card.body.addLayout(feet)
    if may_write and not visit.special_reports:
        words = _("بخش دربارهٔ شخص در گزارش بازرسی چاپ نمی‌شود؛ برای آن گزارش اختصاصی بنویسید.")
        card.body.addWidget(label(words, "small", "text2", wrap=True))
        card.body.addWidget(
            Button(_("نوشتن گزارش اختصاصی"), icon="lock", size="row", on_click=lambda: write(None)),
            0,
            Qt.AlignmentFlag.AlignLeading,
        )
    return card


def _with(then: Callable[[SpecialReportRow], None], row: SpecialReportRow) -> Callable[[], None]:
    return lambda: then(row)


def history_card(told: Iterable[Told], more: Callable[[], None] | None) -> Card:
    """Steps, the last one first; the changes of fields come when they are asked for."""
    card = Card(_("تاریخچه"))
    for one in sorted(told, key=lambda line: line.at, reverse=True):
        block = QWidget()
        column = QVBoxLayout(block)
        theme.pad(column, 1)
        column.addWidget(label(one.what, "smallMedium", wrap=True))
        local = in_iran(one.at)
        at = f"{short_date(local.date())} {persian_digits(f'{local:%H:%M}')}"
        column.addWidget(label(f"{one.who} · {at}", "small", "text3", wrap=True))
        for words in (one.detail, f"«{one.reason}»" if one.reason else ""):
            if words:
                column.addWidget(label(words, "small", "text2", wrap=True))
        card.body.addWidget(block)
    if more is not None:
        card.body.addWidget(
            Button(_("همهٔ تغییرها"), "link", icon="history", size="row", on_click=more),
            0,
            Qt.AlignmentFlag.AlignLeading,
        )
    return card


def code_words(visit: VisitDetail) -> str:
    return ltr_isolate(persian_digits(visit.row.code))
