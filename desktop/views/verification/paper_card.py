"""«بررسی برگ چاپی»: the code off a paper, and what this vault knows of that moment."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from desktop.documents.verification import moment
from desktop.errors import AppError, Refused
from desktop.models.paper_check import (
    PaperFound,
    PaperUnknown,
    PaperVisit,
    check_paper,
    read_code,
)
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.navigation import Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.fields import TextField
from desktop.views.shared.labels import label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.side_panel import Facts
from desktop.views.sync.field_words import state_words
from resources.wording import words_of
from resources.words import _, listed


class PaperCard(Card):
    """Typed or scanned; what is wrong stands beside its field, nothing typed is lost."""

    wanted = Signal(object)

    def __init__(self, work: Workplace) -> None:
        super().__init__(_("بررسی برگ چاپی"))
        self._work = work
        self._place: Place | None = None
        self.intro = label(
            _("کد مهر پای برگ را بنویسید یا رمزینهٔ آن را با بارکدخوان بخوانید."),
            "small",
            "text2",
            wrap=True,
        )
        self.code = TextField(
            _("کد مهر"), code=True, required=True, placeholder=ltr_isolate("XXXX-XXXX-XXXX")
        )
        self.number = TextField(
            _("شمارهٔ بازرسی روی برگ"),
            code=True,
            hint=_("اگر بنویسید، گفته می‌شود آن بازرسی در آن زمان کجا بود"),
        )
        self.check = Button(_("بررسی برگ"), icon="file-check", on_click=self.look)
        self.notice = NoticeBar()
        self.facts = Facts()
        self.open = Button(_("رفتن به بازرسی"), icon="clipboard-check", on_click=self._go)
        self._assemble()
        self.code.control.returnPressed.connect(self.look)
        self.number.control.returnPressed.connect(self.look)
        for field in (self.code, self.number):
            field.edited.connect(self._forget)
        self._forget()

    def look(self) -> None:
        """Find the entry of the code."""
        self._forget()
        try:
            paper = read_code(self.code.value())
        except Refused as refused:
            self.code.set_problem(words_of(refused.code, refused.arguments))
            self.code.control.setFocus()
            return
        number = self.number.value()
        reading = partial(check_paper, paper=paper, number=number)
        self._work.tasks.read(self, reading, self._show, failed=self._failed)

    def _assemble(self) -> None:
        buttons = QHBoxLayout()
        theme.pad(buttons, 8)
        buttons.addWidget(self.check)
        buttons.addWidget(self.open)
        buttons.addStretch(1)
        for one in (self.intro, self.code, self.number, self.notice, self.facts):
            self.body.addWidget(one)
        self.body.addLayout(buttons)

    def _forget(self) -> None:
        self.code.set_problem(None)
        self.number.set_problem(None)
        self.notice.clear()
        self.facts.hide()
        self.open.hide()
        self._place = None

    def _show(self, found: PaperFound | PaperUnknown) -> None:
        if isinstance(found, PaperUnknown):
            self._show_unknown(found)
            return
        if found.altered:
            words = words_of("paper_entry_altered", {"counter": found.place[2]})
            self.notice.show_notice(words, tone="danger")
        else:
            self.notice.show_notice(
                _("این کد به ثبتی در این صندوق می‌رسد."),
                _("متن برگ را با بازرسی بسنجید؛ کد می‌گوید دفتر هنگام چاپ کجا بود."),
                tone="success",
            )
        self.facts.set_facts(_facts(found))
        self.facts.show()
        if found.visit is not None:
            self._place = Place("visit", found.visit.id)
            self.open.show()

    def _show_unknown(self, found: PaperUnknown) -> None:
        words = words_of("paper_unknown", {"code": ltr_isolate(found.code)})
        line = ""
        if found.near:
            near = listed([ltr_isolate(one) for one in found.near])
            line = _("کدی که تنها یک نویسه با آن فرق دارد: {codes}").format(codes=near)
        self.notice.show_notice(words, line, tone="warning" if found.near else "danger")

    def _failed(self, error: AppError) -> None:
        words = words_of(error.code, error.arguments)
        if error.arguments.get("field") == "number":
            self.number.set_problem(words)
            self.number.control.setFocus()
        else:
            self.notice.show_notice(words, tone="danger")

    def _go(self) -> None:
        if self._place is not None:
            self.wanted.emit(self._place)


def _facts(found: PaperFound) -> list[tuple[str, str]]:
    until = moment(found.until) if found.until is not None else _("تاکنون")
    facts = [
        (_("چاپ در فاصلهٔ"), _("{since} تا {until}").format(since=moment(found.since), until=until)),
        (_("پس از ثبت"), persian_digits(found.place[2])),
        (_("نویسندهٔ آن ثبت"), found.writer or _("ناشناس")),
    ]
    if found.visit is not None:
        facts += _visit_facts(found.visit)
    return facts


def _visit_facts(visit: PaperVisit) -> list[tuple[str, str]]:
    then = state_words("visits", visit.state) if visit.state else _("هنوز گامی نداشت")
    changed = _("بله؛ برگ شاید کهنه باشد") if visit.changed_since else _("خیر")
    return [
        (_("بازرسی"), f"{visit.unit} · {ltr_isolate(persian_digits(visit.code))}"),
        (_("وضعیت در آن زمان"), then),
        (_("پس از آن تغییر کرده"), changed),
    ]
