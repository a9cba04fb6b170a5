"""The form by which a meeting is called; it may serve several purposes at once (G7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QHBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.errors import Refused
from desktop.models.drafts import DraftRow, drafts
from desktop.models.setads import setads
from desktop.models.text import persian_digits
from desktop.views.meetings.draft import MeetingDraft
from desktop.views.navigation import Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.card import Card
from desktop.views.shared.choices import CheckBox, ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.draft_form import DraftForm
from desktop.views.shared.fields import Field, TextField
from desktop.views.shared.flow import Flow
from desktop.views.shared.labels import label
from resources.wording import words_of
from resources.wording.meetings import PURPOSES
from resources.words import _

FORM: Final = "meeting_form"


@dataclass(frozen=True, slots=True)
class Lists:
    """The Setads to choose from, and what was left unfinished."""

    setads: list[tuple[str, str]]
    kept: DraftRow | None


class MeetingForm(DraftForm):
    """Called with Ctrl+Enter; until then it is a draft of this vault."""

    shows = frozenset({"setads"})
    form, home = FORM, "meetings"

    def __init__(self, work: Workplace) -> None:
        super().__init__(work, _("جلسه‌ها"), _("جلسهٔ تازه"), _("دعوت"), "send")
        self._begun = False
        self.setad = ChoiceField(_("ستاد"), [], empty=_("برگزینید"), search=False, required=True)
        self.title = TextField(_("عنوان"), required=True)
        self.day = DateField(_("روز"), today=self.today, first=self.today(), required=True)
        self.time = TextField(_("ساعت"), persian_digits("10:00"), code=True, required=True)
        self.where = TextField(_("جا"))
        self.purposes = {
            code: CheckBox(str(words), code == "setad") for code, words in PURPOSES.items()
        }
        self._told = label("", "small", "danger", wrap=True)
        self._assemble()

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
        self.lay(_("جلسهٔ تازه"), card)

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
        self.start(lists.kept)
        self.title.setFocus()

    def put_payload(self, kept: dict[str, Any]) -> None:
        draft = MeetingDraft.from_fields(kept)
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

    def payload(self) -> dict[str, Any]:
        return self._read().as_fields()

    def draft_title(self) -> str:
        return self.title.value().strip() or _("جلسهٔ تازه")

    def named(self) -> dict[str, Field]:
        return {
            "setad": self.setad,
            "title": self.title,
            "planned_at": self.day,
            "time": self.time,
        }

    def file(self) -> None:
        """Say all that is wrong at once, or call it."""
        self.unmark()
        self._told.set_words("")
        draft = self._read()
        problems = draft.problems()
        if not problems:
            try:
                draft.planned_at()
            except Refused as refused:
                problems["time"] = words_of(refused.code, refused.arguments)
        self._told.set_words(problems.pop("purposes", ""))
        if self.mark(problems) or self._told.text():
            return
        key = self.work.desk().new_id()
        self.carry_out(draft.call(key), partial(self._filed_as, key))

    def _filed_as(self, key: bytes) -> None:
        self._begun = False
        self.title.set_value("")
        self.day.set_value(None)
        self.work.go(Place("meeting", key))
