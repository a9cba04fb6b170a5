"""The form of a new record: a draft of this vault until it is filed with Ctrl+Enter (A20)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.commands.base import Command
from desktop.commands.drafts import DiscardDraft, SaveDraft
from desktop.errors import AppError
from desktop.models.calendar import clock
from desktop.models.drafts import DraftRow
from desktop.runtime.autosave import Autosave
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.fields import Field
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import FormHeader
from desktop.views.shared.page_scroll import page_scroll
from resources.wording import words_of
from resources.words import _


class DraftForm(Page):
    """Overridden: ``payload``, ``put_payload``, ``draft_title``, ``named`` and ``file``."""

    form: ClassVar[str]
    """The place of its drafts."""
    home: ClassVar[str]
    """The page that it leads back to."""

    def __init__(self, work: Workplace, head: str, title: str, save: str, icon: str) -> None:
        super().__init__(work)
        self.draft_id = work.desk().new_id()
        self.autosave: Autosave | None = None
        self.header = FormHeader(head, title)
        self.save = self.header.add_action(
            Button(save, "primary", icon=icon, key="Ctrl+Return", on_click=self.file)
        )
        self.notice = NoticeBar()
        self.area: QScrollArea | None = None
        self.header.back.connect(lambda: self.work.go(Place(self.home)))

    def payload(self) -> dict[str, Any]:
        """What is typed now, as it is kept."""
        raise NotImplementedError

    def put_payload(self, kept: dict[str, Any]) -> None:
        """Show a draft that was kept."""
        raise NotImplementedError

    def draft_title(self) -> str:
        """What the draft is called in lists; empty where nothing is worth keeping yet."""
        raise NotImplementedError

    def draft_progress(self) -> int:
        """How much of it is done, of a hundred; 0 where that is not told."""
        return 0

    def named(self) -> Mapping[str, Field]:
        """Every field by the name under which it is refused."""
        raise NotImplementedError

    def file(self) -> None:
        """Say all that is wrong at once, or carry it out."""
        raise NotImplementedError

    def today(self) -> date:
        """The day at this desk."""
        return self.work.desk().today

    def lay(self, name: str, *parts: QWidget) -> None:
        """The notice, then these, below the head in one part that scrolls."""
        inside = QVBoxLayout()
        theme.pad(inside, 12)
        for part in (self.notice, *parts):
            inside.addWidget(part)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        theme.pad(column, 0)
        column.addWidget(self.header)
        self.area = page_scroll(inside, name)
        column.addWidget(self.area, 1)

    def leave(self) -> None:
        if self.autosave is not None:
            self.autosave.now()

    def start(self, kept: DraftRow | None) -> None:
        """Once its lists are there: what was left unfinished is offered, then all is kept."""
        if kept is not None and self.place.part == kept.id.hex():
            self._take(kept)
        elif kept is not None:
            words = _("پیش‌نویس ناتمامی از {time} مانده است").format(time=clock(kept.updated_at))
            self.notice.show_notice(
                words,
                kept.title,
                icon="history",
                action=_("ادامه"),
                on_action=lambda: self._take(kept),
            )
        self.autosave = Autosave(self.payload, self._keep, self)

    def _take(self, kept: DraftRow) -> None:
        self.notice.clear()
        self.draft_id = kept.id
        self.put_payload(dict(kept.payload))

    def _keep(self) -> None:
        title = self.draft_title()
        if title:
            done = self.draft_progress()
            self.work.tasks.execute(
                SaveDraft(self.draft_id, self.form, title, self.payload(), progress=done),
                lambda _changes: self.header.set_saved(
                    _("ذخیره شد {time}").format(time=clock(self.work.desk().now))
                ),
                owner=self,
            )

    def mark(self, problems: Mapping[str, str]) -> bool:
        """Whether any field is wrong; each says so, and the first one is gone to."""
        fields = self.named()
        for name, words in problems.items():
            fields[name].set_problem(words)
        if problems:
            self.go_to(fields[next(iter(problems))])
        return bool(problems)

    def unmark(self) -> None:
        """Nothing is wrong until it is looked at again."""
        for field in self.named().values():
            field.set_problem(None)

    def carry_out(self, command: Command, then: Callable[[], None]) -> None:
        """File it; the draft is done with once the command is."""
        self.save.setEnabled(False)
        self.work.tasks.execute(
            command, lambda _changes: self._filed(then), owner=self, failed=self.refused
        )

    def _filed(self, then: Callable[[], None]) -> None:
        self.save.setEnabled(True)
        self.stop()
        self.work.tasks.execute(DiscardDraft(self.draft_id))
        self.draft_id = self.work.desk().new_id()
        then()

    def stop(self) -> None:
        """No more keeping."""
        if self.autosave is not None:
            self.autosave.stop()
            self.autosave = None

    def refused(self, error: AppError) -> None:
        """Say it beside its field, or above all of them."""
        self.save.setEnabled(True)
        words = words_of(error.code, error.arguments)
        field = self.named().get(str(error.arguments.get("field", "")))
        if field is None:
            self.notice.show_notice(words, tone="danger")
        else:
            field.set_problem(words)
            self.go_to(field)

    def go_to(self, field: Field) -> None:
        """Take the keys there, and bring it into sight with some air around it."""
        field.setFocus()
        if self.area is not None:
            self.area.ensureWidgetVisible(field, 0, theme.current().px(40))
