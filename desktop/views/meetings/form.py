"""The form by which a meeting is called; it may serve several purposes at once (G7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.commands.drafts import DiscardDraft, SaveDraft
from desktop.errors import AppError, Refused
from desktop.models.calendar import clock
from desktop.models.drafts import DraftRow, drafts
from desktop.models.setads import setads
from desktop.models.text import persian_digits
from desktop.runtime.autosave import Autosave
from desktop.views.meetings.draft import MeetingDraft
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.choices import CheckBox, ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import Field, TextField
from desktop.views.shared.flow import Flow
from desktop.views.shared.labels import label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import FormHeader
from desktop.views.shared.page_scroll import page_scroll
from resources.wording import words_of
from resources.wording.meetings import PURPOSES
from resources.words import _

FORM: Final = "meeting_form"


@dataclass(frozen=True, slots=True)
class Lists:
    """The Setads to choose from, and what was left unfinished."""

    setads: list[tuple[str, str]]
    kept: DraftRow | None


class MeetingForm(Page):
    """Called with Ctrl+Enter; until then it is a draft of this vault."""

    shows = frozenset({"setads"})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._begun = False
        self._draft_id = work.desk().new_id()
        self.autosave: Autosave | None = None
        self.header = FormHeader(_("جلسه‌ها"), _("جلسهٔ تازه"))
        self.save = self.header.add_action(
            Button(_("دعوت"), "primary", icon="send", key="Ctrl+Return", on_click=self.file)
        )
        self.notice = NoticeBar()
        self.setad = ChoiceField(_("ستاد"), [], empty=_("برگزینید"), search=False, required=True)
        self.title = TextField(_("عنوان"), required=True)
        self.day = DateField(_("روز"), today=self._today, first=self._today(), required=True)
        self.time = TextField(_("ساعت"), persian_digits("10:00"), code=True, required=True)
        self.where = TextField(_("جا"))
        self.purposes = {
            code: CheckBox(str(words), code == "setad") for code, words in PURPOSES.items()
        }
        self._told = label("", "small", "danger", wrap=True)
        self._assemble()
        self.header.back.connect(lambda: self.work.go(Place("meetings")))

    def _assemble(self) -> None:
        card = Card(_("جلسه"))
        card.body.addWidget(self.title)
        for pair in ((self.setad, self.where), (self.day, self.time)):
            row = QHBoxLayout()
            theme.pad(row, 12)
            for one in pair:
                row.addWidget(one, 1)
            card.body.addLayout(row)
        card.body.addWidget(label(_("موضوع‌های جلسه"), "smallMedium", "text2"))
        holder = QWidget()
        flow = Flow(16, 2, parent=holder)
        for box in self.purposes.values():
            flow.addWidget(box)
        card.body.addWidget(holder)
        words = _("یک جلسه می‌تواند جای چند جلسه را بگیرد؛ برای هر موضوع جداگانه شمرده می‌شود.")
        card.body.addWidget(label(words, "small", "text3", wrap=True))
        card.body.addWidget(self._told)
        inside = QVBoxLayout()
        inside.addWidget(self.notice)
        inside.addWidget(card)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        theme.pad(column, 0)
        column.addWidget(self.header)
        column.addWidget(page_scroll(inside, _("جلسهٔ تازه")), 1)

    def _today(self) -> date:
        return self.work.desk().today

    def leave(self) -> None:
        if self.autosave is not None:
            self.autosave.now()

    def reload(self) -> None:
        part = self.place.part

        def read(session: Session) -> Lists:
            kept = [row for row in drafts(session) if row.place == FORM]
            wanted = [row for row in kept if row.id.hex() == part]
            return Lists(setads(session), next(iter(wanted or kept), None))

        self.work.tasks.read(self, read, self._show)

    def _show(self, lists: Lists) -> None:
        chosen = self.setad.value()
        self.setad.set_options(lists.setads)
        self.setad.set_value(chosen or (lists.setads[0][0] if len(lists.setads) == 1 else ""))
        if self._begun:
            return
        self._begun = True
        if not self.title.value():
            self.title.set_value(_("جلسهٔ ستاد"))
        if lists.kept is not None:
            self._offer(lists.kept)
        self.autosave = Autosave(lambda: self._read().as_fields(), self._keep, self)
        self.title.setFocus()

    def _offer(self, kept: DraftRow) -> None:
        if self.place.part == kept.id.hex():
            self._take(kept)
            return
        words = _("پیش‌نویس ناتمامی از {time} مانده است").format(time=clock(kept.updated_at))
        self.notice.show_notice(
            words,
            kept.title,
            icon="history",
            action=_("ادامه"),
            on_action=lambda: self._take(kept),
        )

    def _take(self, kept: DraftRow) -> None:
        self.notice.clear()
        self._draft_id = kept.id
        draft = MeetingDraft.from_fields(dict(kept.payload))
        self.setad.set_value(draft.setad)
        self.title.set_value(draft.title)
        self.day.set_value(date.fromisoformat(draft.day) if draft.day else None)
        self.time.set_value(persian_digits(draft.time))
        self.where.set_value(draft.place)
        for code, box in self.purposes.items():
            box.setChecked(code in draft.purposes)

    def _read(self) -> MeetingDraft:
        day = self.day.value()
        return MeetingDraft(
            setad=self.setad.value(),
            title=self.title.value().strip(),
            day=day.isoformat() if day else "",
            time=self.time.value().strip(),
            place=self.where.value().strip(),
            purposes=[code for code, box in self.purposes.items() if box.isChecked()],
        )

    def _keep(self) -> None:
        draft = self._read()
        self.work.tasks.execute(
            SaveDraft(self._draft_id, FORM, draft.title or _("جلسهٔ تازه"), draft.as_fields()),
            lambda _changes: self.header.set_saved(
                _("ذخیره شد {time}").format(time=clock(self.work.desk().now))
            ),
            owner=self,
        )

    def _fields(self) -> dict[str, Field]:
        return {
            "setad": self.setad,
            "title": self.title,
            "planned_at": self.day,
            "time": self.time,
        }

    def file(self) -> None:
        """Say all that is wrong at once, or call it."""
        for field in self._fields().values():
            field.set_problem(None)
        self._told.set_words("")
        draft = self._read()
        problems = draft.problems()
        if not problems:
            try:
                draft.planned_at()
            except Refused as refused:
                problems["time"] = words_of(refused.code, refused.arguments)
        self._told.set_words(problems.pop("purposes", ""))
        for name, words in problems.items():
            self._fields()[name].set_problem(words)
        if problems or self._told.text():
            if problems:
                self._fields()[next(iter(problems))].setFocus()
            return
        key = self.work.desk().new_id()
        self.work.tasks.execute(
            draft.call(key), lambda _changes: self._filed(key), owner=self, failed=self._refused
        )

    def _filed(self, key: bytes) -> None:
        if self.autosave is not None:
            self.autosave.stop()
            self.autosave = None
        self.work.tasks.execute(DiscardDraft(self._draft_id))
        self._begun, self._draft_id = False, self.work.desk().new_id()
        self.title.set_value("")
        self.day.set_value(None)
        self.work.go(Place("meeting", key))

    def _refused(self, error: AppError) -> None:
        words = words_of(error.code, error.arguments)
        field = self._fields().get(str(error.arguments.get("field", "")))
        if field is not None:
            field.set_problem(words)
            field.setFocus()
        else:
            self.notice.show_notice(words, tone="danger")
