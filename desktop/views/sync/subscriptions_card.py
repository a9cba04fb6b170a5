"""What headquarters' people follow on this computer: provinces and cases, taken and let go."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.base import Command
from desktop.commands.subscriptions import FollowProvince, Unfollow
from desktop.errors import AppError
from desktop.models import scopes
from desktop.models.calendar import in_iran, relative_day
from desktop.models.subscriptions import (
    FOLLOWERS,
    SubscriptionRow,
    Subscriptions,
    subscriptions,
)
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.navigation import Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.labels import IconMark, label
from desktop.views.shared.notice_bar import NoticeBar
from resources.wording import words_of
from resources.words import _


class SubscriptionsCard(Card):
    """«آنچه دنبال می‌کنید»; hidden from roles that follow nothing."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(_("آنچه دنبال می‌کنید"))
        self._work = work
        self._made = False
        self.hide()

    def _make(self) -> None:
        """The controls, where the role follows anything at all."""
        self._made = True
        self.notice = NoticeBar()
        self.lines = QVBoxLayout()
        theme.pad(self.lines, 4)
        self.province = ChoiceField(
            _("استان"), [], empty=_("انتخاب استان"), search=True, foot=False
        )
        self.add = Button(_("دنبال کردن"), icon="plus", on_click=self._follow)
        row = QHBoxLayout()
        theme.pad(row, 8)
        row.addWidget(self.province, 1)
        row.addWidget(self.add, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addWidget(self.notice)
        self.body.addLayout(self.lines)
        self.body.addLayout(row)
        self.province.edited.connect(self._ready)

    def refresh(self) -> None:
        """Read again what is followed."""
        desk = self._work.desk()
        self.setVisible(desk.role in FOLLOWERS)
        if desk.role in FOLLOWERS:
            if not self._made:
                self._make()
            query = partial(
                subscriptions, vault=desk.journal.vault, role=desk.role, province=desk.province
            )
            self._work.tasks.read(self, query, self._show)

    def _show(self, found: Subscriptions) -> None:
        while (item := self.lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not found.rows:
            words = _("هیچ استانی دنبال نمی‌شود. استان دنبال‌شده بی‌شبکه هم در دسترس است.")
            self.lines.addWidget(label(words, "body", "text2", wrap=True))
        for row in found.rows:
            self.lines.addWidget(self._line(row))
        self.province.set_options(list(found.provinces))
        self.province.setVisible(bool(found.provinces))
        self.add.setVisible(bool(found.provinces))
        self._ready()

    def _line(self, row: SubscriptionRow) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        theme.pad(line, 10, (0, 2, 0, 2))
        line.addWidget(IconMark("map-pin" if not _is_case(row) else "file-text", "text2"))
        words = QVBoxLayout()
        theme.pad(words, 2)
        words.addWidget(label(name_of(row), "strong"))
        today = self._work.desk().today
        since = relative_day(in_iran(row.since).date(), today)
        state = _("از {day}") if row.held else _("خواسته شد {day}؛ با تبادل بعدی می‌رسد")
        words.addWidget(label(state.format(day=since), "small", "text2", wrap=True))
        line.addLayout(words, 1)
        end = Button(_("رها کردن"), size="row", on_click=partial(self._end, row))
        end.setAccessibleName(_("رها کردن {name}").format(name=name_of(row)))
        line.addWidget(end)
        return holder

    def _ready(self) -> None:
        self.add.setEnabled(bool(self.province.value()))

    def _follow(self) -> None:
        code = self.province.value()
        if code:
            self._carry_out(FollowProvince(code))

    def _end(self, row: SubscriptionRow) -> None:
        self._carry_out(Unfollow(row.id))

    def _carry_out(self, command: Command) -> None:
        self.notice.clear()
        self._work.tasks.execute(
            command, lambda _changes: self._work.sync_now(), owner=self, failed=self._refused
        )

    def _refused(self, error: AppError) -> None:
        self.notice.show_notice(words_of(error.code, error.arguments), tone="danger")


def name_of(row: SubscriptionRow) -> str:
    """«استان قزوین», or a case by its number."""
    if not _is_case(row):
        return _("استان {name}").format(name=row.name)
    if not row.name:
        return _("پروندهٔ در راه")
    return _("بازدید {code}").format(code=ltr_isolate(persian_digits(row.name)))


def _is_case(row: SubscriptionRow) -> bool:
    return row.scope.startswith(scopes.OPEN)
