"""Two wrote the same field apart: a person sees both, and decides field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.commands.conflicts import DecideClash, DecideConflict
from desktop.errors import AppError
from desktop.models.conflict_queries import ConflictDetail, MergedField, conflict_detail
from desktop.models.settling import DECIDERS
from desktop.models.text import persian_digits
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card, Divider, Ground
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.fields import TextField
from desktop.views.shared.labels import IconMark, elided, label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.page_scroll import page_column, page_scroll
from desktop.views.shared.tags import KeyCap
from desktop.views.sync.choice_row import NAME_WIDTH, is_wide
from desktop.views.sync.decisions import Decisions
from desktop.views.sync.field_row import FieldRow
from desktop.views.sync.field_words import field_words, is_told, kind_words, value_words
from desktop.views.sync.record_places import names_of, place_of, title_of
from desktop.views.sync.step_row import StepRow
from resources.wording import words_of
from resources.wording.kinds import KINDS
from resources.words import _


@dataclass(frozen=True, slots=True)
class _Found:
    detail: ConflictDetail | None
    title: str
    place: Place | None
    names: dict[bytes, str]


class ConflictPage(Page):
    """``place.record`` with its kind in ``place.part``. Nothing is kept before all is decided."""

    shows: ClassVar[frozenset[str]] = frozenset(KINDS)

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.decisions: Decisions | None = None
        self.rows: list[FieldRow | StepRow] = []
        self._record_place: Place | None = None
        self._names: dict[bytes, str] = {}
        self._waiting: list[DecideConflict | DecideClash] = []
        self.header = PageHeader(_("دو ویرایش هم‌زمان"), lined=True)
        self.line = elided("", "body", "text2")
        self.open_record = Button(
            _("رفتن به پرونده"), "quiet", icon="external-link", on_click=self._go_to_record
        )
        self.notice = NoticeBar()
        self.heads = QWidget()
        self.all_mine = Button(_("همه از من"), "link", size="label")
        self.all_theirs = Button(_("همه از او"), "link", size="label")
        self.list = QVBoxLayout()
        self.merged = Card(_("خودکار یکی‌شده"), note=_("مقدار پیشین، مقدار تازه، چه کسی"))
        self._merged_lines = QGridLayout()
        self.reason = TextField(_("دلیل تصمیم"), hint=_("در تاریخچهٔ پرونده می‌ماند"))
        self.empty = EmptyState(
            _("چیزی برای تصمیم نمانده"),
            _("دو ویرایش این پرونده یکی شده است."),
            icon="circle-check",
            action=_("بازگشت"),
            on_action=work.back,
        )
        self.count = label("", "strong")
        self.rest = elided("", "small", "text2")
        self.later = Button(_("بعداً"), key="Escape", on_click=work.back)
        self.save = Button(_("ذخیرهٔ تصمیم‌ها"), "primary", key="Ctrl+Return", on_click=self._save)

        self._assemble()

        self.all_mine.clicked.connect(lambda: self._take_all(True))
        self.all_theirs.clicked.connect(lambda: self._take_all(False))
        QShortcut(QKeySequence("Ctrl+Z"), self).activated.connect(self._undo)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]  # there is one

    def reload(self) -> None:
        vault = self.work.desk().journal.vault
        reading = partial(_read, self.place.part or "visits", self.place.record, vault)
        self.work.tasks.read(self, reading, self._show)

    # Assembly

    def _assemble(self) -> None:
        self.header.add_action(self.open_record)
        theme.pad(self.list, 10)
        theme.pad(self._merged_lines, 8)
        for column, share in enumerate((2, 2, 0, 4, 1)):
            self._merged_lines.setColumnStretch(column, share)
        self.merged.body.addLayout(self._merged_lines)
        body = page_column()
        body.addWidget(self.notice)
        body.addWidget(self._head_line())
        body.addLayout(self.list)
        body.addWidget(self.reason)
        body.addWidget(self.merged)
        body.addWidget(self.empty, 1)
        body.addStretch(1)
        head = QVBoxLayout()
        theme.pad(head, 0, (24, 4, 24, 6))
        head.addWidget(self.header)
        head.addWidget(self.line)
        page = QVBoxLayout(self)
        theme.pad(page, 0)
        page.addLayout(head)
        page.addWidget(Divider())
        page.addWidget(page_scroll(body, _("دو ویرایش هم‌زمان")), 1)
        page.addWidget(self._foot())
        for part in (self.merged, self.empty, self.heads, self.reason):
            part.hide()

    def _head_line(self) -> QWidget:
        row = QHBoxLayout(self.heads)
        theme.pad(row, 14)
        self._head_space = QWidget()
        row.addWidget(self._head_space)
        for icon, title, note, button in (
            ("laptop", _("ویرایش من"), _("این رایانه"), self.all_mine),
            ("cloud", _("ویرایش دیگری"), _("رسیده از ستاد"), self.all_theirs),
        ):
            half = QHBoxLayout()
            theme.pad(half, 8)
            half.addWidget(IconMark(icon))
            half.addWidget(label(title, "strong"))
            half.addWidget(elided(note, "small", "text3"), 1)
            half.addWidget(button)
            row.addLayout(half, 1)
        theme.follow(self._measure_heads)
        return self.heads

    def _measure_heads(self) -> None:
        self._head_space.setFixedWidth(theme.current().px(NAME_WIDTH))

    def _foot(self) -> QWidget:
        foot = Ground("surface", "top")
        row = QHBoxLayout(foot)
        theme.pad(row, 8, (24, 10, 24, 10))
        row.addWidget(self.count)
        self._keys = QWidget()
        keys = QHBoxLayout(self._keys)
        theme.pad(keys, 6, (12, 0, 0, 0))
        for words, caps in (
            (_("گزینش"), ("Right", "Left")),
            (_("میدان بعد"), ("Down",)),
            (_("واگرد"), ("Ctrl+Z",)),
        ):
            keys.addWidget(label(words, "small", "text3"))
            for cap in caps:
                keys.addWidget(KeyCap(cap))
            keys.addSpacing(theme.current().gap(6))
        row.addWidget(self._keys)
        row.addStretch(1)
        row.addWidget(self.rest)
        row.addWidget(self.later)
        row.addWidget(self.save)
        return foot

    # What was found

    def _show(self, found: _Found) -> None:
        detail = found.detail
        same = self.decisions is not None and self.decisions.detail == detail
        self._record_place, self._names = found.place, found.names
        kind = kind_words(self.place.part or "visits")
        self.header.set_title(_("دو ویرایش هم‌زمان از یک {kind}").format(kind=kind))
        self.line.set_words(found.title)
        self.open_record.setVisible(found.place is not None)
        if same:
            return
        open_ = detail is not None and bool(detail.fields or detail.steps)
        self.decisions = Decisions(detail) if detail is not None and open_ else None
        self._draw_rows()
        self._draw_merged(_told(detail) if detail is not None and open_ else ())
        self._explain(detail if open_ else None)
        self.empty.setVisible(not open_)
        self.heads.setVisible(bool(detail is not None and detail.fields))
        self._draw()
        if self.rows:
            self.rows[0].take_focus()

    def _explain(self, detail: ConflictDetail | None) -> None:
        if detail is None:
            self.notice.clear()
            return
        merged = _told(detail)
        n, m = persian_digits(len(merged)), persian_digits(len(detail.fields))
        sentence = _("{m} میدان را هر دو نفر تغییر داده‌اید").format(m=m)
        if merged and detail.fields:
            sentence = _("{n} میدان خودکار یکی شد؛ {m} میدان را هر دو نفر تغییر داده‌اید").format(
                n=n, m=m
            )
        line = _("مقداری که برنگزینید پاک نمی‌شود؛ در تاریخچهٔ همان میدان می‌ماند.")
        if not detail.fields:
            sentence = _("دو مرحله هم‌زمان از یک وضعیت آغاز شده است")
            line = _("مرحله‌ای که برنگزینید پاک نمی‌شود؛ در تاریخچهٔ پرونده می‌ماند.")
        if detail.steps and not self._may_settle():
            line = _("میان دو مرحله رئیس بازرسی تصمیم می‌گیرد؛ تا آن هنگام وضعیت کنونی می‌ماند.")
        self.notice.show_notice(sentence, line, tone="info", icon="git-merge")

    def _may_settle(self) -> bool:
        return self.work.desk().role in DECIDERS

    def _draw_rows(self) -> None:
        for row in self.rows:
            self.list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        if self.decisions is None:
            return
        detail, today = self.decisions.detail, self.work.desk().today
        for conflict in detail.fields:
            row = FieldRow(detail.kind, conflict, self._names, today)
            row.decided.connect(self._decide)
            row.opened.connect(self._reopen)
            self._add(row)
        for step in detail.steps:
            standing = detail.state or step.from_state
            line = StepRow(detail.kind, standing, step, today, may=self._may_settle())
            line.settled.connect(self._settle)
            self._add(line)
        self.reason.setVisible(bool(detail.steps) and self._may_settle())

    def _add(self, row: FieldRow | StepRow) -> None:
        place = len(self.rows)
        row.fit(wide=is_wide(self.width()))
        row.stepped.connect(lambda by: self._step(place + by))
        self.rows.append(row)
        self.list.addWidget(row)

    def _draw_merged(self, merged: tuple[MergedField, ...]) -> None:
        while (item := self._merged_lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        kind = self.place.part or "visits"
        for number, one in enumerate(merged):
            before = value_words(kind, one.field, one.before, self._names)
            after = value_words(kind, one.field, one.value, self._names)
            who = _("شما") if one.mine else one.name or _("دیگری")
            arrow = IconMark("arrow-right")
            parts = (
                label(field_words(one.field), "body", "text2"),
                elided(before, "body", "text3"),
                arrow,
                elided(after, "strong"),
                label(who, "small", "text3"),
            )
            for at, part in enumerate(parts):
                self._merged_lines.addWidget(part, number, at)
        self.merged.setVisible(bool(merged))

    # What is decided

    def _decide(self, decision: object) -> None:
        if self.decisions is not None:
            self.decisions.decide(decision)  # type: ignore[arg-type]  # a signal carries objects
            self._draw()

    def _reopen(self, name: str) -> None:
        if self.decisions is not None:
            self.decisions.forget(name)
            self._draw()

    def _settle(self, step: bytes, accept: bool) -> None:
        if self.decisions is not None:
            self.decisions.settle(step, accept)
            self._draw()

    def _take_all(self, mine: bool) -> None:
        if self.decisions is not None:
            self.decisions.all_of(mine)
            self._draw()

    def _undo(self) -> None:
        if self.decisions is not None and self.decisions.undo():
            self._draw()

    def _step(self, place: int) -> None:
        if 0 <= place < len(self.rows):
            self.rows[place].take_focus()

    def _draw(self) -> None:
        decisions = self.decisions
        whole = decisions.whole(with_steps=self._may_settle()) if decisions is not None else 0
        made = decisions.made() if decisions is not None else 0
        for row in self.rows:
            if decisions is None:
                continue
            if isinstance(row, FieldRow):
                row.show_decision(decisions.fields.get(row.conflict.field))
            else:
                accept = decisions.steps.get(row.step.transition)
                row.show_choice(None if accept is None else int(accept), decided=accept is not None)
        self.count.set_words(
            _("{n} از {all} تصمیم").format(n=persian_digits(made), all=persian_digits(whole))
        )
        left = whole - made
        self.rest.set_words(
            _("{n} مورد هنوز بی‌تصمیم است").format(n=persian_digits(left)) if left else ""
        )
        self.header.set_count(_("{n} تصمیم مانده").format(n=persian_digits(left)) if left else "")
        self.save.setEnabled(whole > 0 and left == 0)
        self._focus_moved()

    def _focus_moved(self, *_widgets: object) -> None:
        if not self.isVisible():
            return
        for row in self.rows:
            if isinstance(row, FieldRow):
                row.show_tools(row.has_focus())

    def _save(self) -> None:
        if self.decisions is None:
            return
        self._waiting = list(self.decisions.commands(self.reason.value().strip() or None))
        self.save.setEnabled(False)
        self._carry_on()

    def _carry_on(self, *_changes: object) -> None:
        if not self._waiting:
            self.work.back()
            return
        command = self._waiting.pop(0)
        self.work.tasks.execute(command, self._carry_on, owner=self, failed=self._refused)

    def _refused(self, error: AppError) -> None:
        self._waiting = []
        self.decisions = None
        self.reload()
        self.notice.show_notice(words_of(error.code, error.arguments), tone="danger")

    def _go_to_record(self) -> None:
        if self._record_place is not None:
            self.work.go(self._record_place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = is_wide(self.width())
        self._head_space.setVisible(wide)
        self._keys.setVisible(wide)
        for row in self.rows:
            row.fit(wide=wide)


def _told(detail: ConflictDetail) -> tuple[MergedField, ...]:
    """What joined by itself and says something to a person."""
    return tuple(one for one in detail.merged if is_told(one.field))


def _read(kind: str, record: bytes, vault: bytes, session: Session) -> _Found:
    detail = conflict_detail(session, kind, record, vault=vault)
    ids = set(_values(detail)) if detail is not None else set()
    return _Found(
        detail,
        title_of(session, kind, record),
        place_of(session, kind, record),
        names_of(session, ids),
    )


def _values(detail: ConflictDetail) -> Iterator[bytes]:
    values = [one.before for one in detail.fields]
    values += [side.value for one in detail.fields for side in one.sides]
    values += [value for one in detail.merged for value in (one.before, one.value)]
    yield from (value for value in values if isinstance(value, bytes))
