"""The directory of posts and of persons: found, recorded provisionally, joined by HQ (A28)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import Signal
from sqlalchemy.orm import Session

from desktop.commands.directory import ADMINISTRATOR, ConfirmProvisional, UndoMerge
from desktop.models.calendar import short_date
from desktop.models.policy import may_write
from desktop.models.staff_lists import (
    Held,
    Key,
    StaffDetail,
    StaffFilter,
    StaffKind,
    StaffPage,
    StaffRow,
    staff_count,
    staff_detail,
    staff_page,
)
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.administration.merge_dialog import MergeDialog
from desktop.views.administration.staff_dialogs import ProvisionalPersonDialog, staff_merging
from desktop.views.navigation import Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.filter_bar import FilterChoice
from desktop.views.shared.labels import label
from desktop.views.shared.list_page import PAGE_SIZE, ListPage
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.pill import PillLook
from desktop.views.shared.record_table import Column, PageRequest
from desktop.views.shared.sections import section_switch
from desktop.views.shared.side_panel import Facts, SidePanel
from resources.words import Lazy, _, lazy, listed

_KEPT: Final[tuple[tuple[str, Lazy], ...]] = (
    ("provisional", lazy("موقت")),
    ("merged", lazy("یکی‌شده")),
)


def state_of(row: StaffRow) -> PillLook:
    """Whether it stands in the directory, waits to be compared, or leads to another."""
    if row.into is not None:
        return PillLook(_("یکی‌شده"), "info", "out")
    if row.provisional:
        return PillLook(_("موقت"), "warning", "dash")
    return PillLook(_("در فهرست"), "neutral", "check")


def _under_name(row: StaffRow) -> str:
    return _("یکی شده با «{name}»").format(name=row.into) if row.into is not None else ""


def _number(row: StaffRow) -> str:
    return ltr_isolate(persian_digits(row.number)) if row.number else ""


_NAME: Final = Column("name", lazy("نام"), "name", 220, stretch=True, detail=_under_name)
_STATE: Final = Column("state", lazy("وضعیت"), "pill", 104, value=state_of, sortable=False)
COLUMNS: Final[dict[StaffKind, tuple[Column, ...]]] = {
    "posts": (
        _NAME,
        Column("place", lazy("واحد"), width=220, sortable=False, stretch=True),
        _STATE,
    ),
    "persons": (
        _NAME,
        Column("place", lazy("دستگاه"), width=200, sortable=False, stretch=True),
        Column("number", lazy("شمارهٔ کارمندی"), "code", 124, value=_number, sortable=False),
        _STATE,
    ),
}


class StaffPanel(SidePanel):
    """The chosen post or person; what an administrator may do with it stands at its foot."""

    merge = Signal()
    confirm = Signal()
    undo = Signal()

    def __init__(self, name: str, *, may_merge: bool) -> None:
        super().__init__(name)
        self._may = may_merge
        self.detail: StaffDetail | None = None
        self.merge_button = self.add_action(
            Button(_("یکی‌کردن…"), icon="git-merge", on_click=self.merge.emit)
        )
        self.confirm_button = self.add_action(
            Button(_("تأیید"), icon="check", on_click=self.confirm.emit)
        )
        self.undo_button = self.add_action(
            Button(_("برگرداندن یکی‌سازی"), icon="undo-2", on_click=self.undo.emit)
        )
        for button in (self.merge_button, self.confirm_button, self.undo_button):
            button.hide()

    def show_staff(self, staff: StaffDetail) -> None:
        """Everything that is known of it here."""
        self.detail = staff
        row, post = staff.row, staff.kind == "posts"
        merged = row.into is not None
        self.set_head("", row.name)
        self.clear_body()
        if merged or row.provisional:
            notice = NoticeBar()
            self.body.addWidget(notice)
            if merged:
                notice.show_notice(_under_name(row), tone="info")
            else:
                notice.show_notice(
                    _("موقت ثبت شده"), _("هنوز با فهرست سنجیده نشده است"), tone="warning"
                )
        facts = [(_("واحد") if post else _("دستگاه"), row.place or "")]
        if not post:
            facts.append((_("شمارهٔ کارمندی"), _number(row)))
        if staff.others:
            facts.append((_("نام‌های دیگر"), listed(staff.others)))
        self.body.addWidget(Facts(facts))
        if staff.held:
            title = _("دارندگان سمت") if post else _("سمت‌ها")
            self.body.addWidget(label(title, "smallMedium", "text2"))
            self.body.addWidget(Facts([(one.name, _held_words(one)) for one in staff.held]))
        self.body.addStretch(1)
        self.merge_button.setVisible(self._may and not merged)
        self.confirm_button.setVisible(self._may and row.provisional and not merged)
        self.undo_button.setVisible(self._may and merged)


class _StaffPage(ListPage):
    """One list for both kinds; an administrator joins two of them and can take it back."""

    kind: ClassVar[StaffKind]
    page: ClassVar[str]
    joined: ClassVar[Lazy]
    panel_from = 900
    names_views = False

    def __init__(self, work: Workplace, title: str, chosen: str) -> None:
        role = work.desk().role
        self.panel = StaffPanel(chosen, may_merge=role == ADMINISTRATOR)
        super().__init__(
            work,
            title,
            COLUMNS[self.kind],
            setting=f"{self.page}.list",
            sort="name",
            filters=[
                FilterChoice("kept", _("وضعیت"), tuple((key, str(words)) for key, words in _KEPT))
            ],
            panel=self.panel,
            switch=section_switch(work, self.page),
        )
        self._chosen: bytes | None = None
        self.dialog: Dialog | None = None
        self.panel.merge.connect(self._ask_merge)
        self.panel.confirm.connect(self._confirm)
        self.panel.undo.connect(self._undo)

    def visit(self, place: Place) -> None:
        if place.record:
            self._chosen, self._panel_wanted = place.record, True
        super().visit(place)

    def reload(self) -> None:
        super().reload()
        if self._chosen is not None:
            self._read_detail(self._chosen)

    def _wanted(self) -> StaffFilter:
        kept = self.filters.values().get("kept")
        return StaffFilter(
            self.kind,
            self.filters.search_text(),
            "provisional" if kept == "provisional" else "merged" if kept == "merged" else None,
        )

    def reading(self, request: PageRequest, after: Key | None) -> Callable[[Session], StaffPage]:
        wanted = StaffFilter(
            self.kind, self._wanted().text, self._wanted().kept, request.descending
        )
        return partial(staff_page, wanted=wanted, after=after, size=PAGE_SIZE)

    def counting(self) -> Callable[[Session], tuple[int, int]]:
        return partial(_counts, self._wanted())

    def page_shown(self) -> None:
        if self._chosen is not None and self.view.current() is None:
            self.view.select(self._chosen)

    def nothing_yet(self) -> EmptyState:
        return EmptyState(
            _("هنوز چیزی اینجا نیست"),
            _("فهرست با «ارسال و دریافت» از ستاد می‌رسد."),
            icon="users",
            action=_("ارسال و دریافت"),
            on_action=self.work.sync_now,
        )

    def open_row(self, row: StaffRow | None) -> None:
        self.picked(row)

    def picked(self, row: StaffRow | None) -> None:
        if row is not None:
            self._chosen = row.id
            self._read_detail(row.id)

    def _read_detail(self, key: bytes) -> None:
        reading = partial(staff_detail, kind=self.kind, key=key)
        self.work.tasks.read(self, reading, self._show_detail)

    def _show_detail(self, staff: StaffDetail | None) -> None:
        if staff is not None and staff.row.id == self._chosen:
            self.panel.show_staff(staff)
            self.fit_panel()

    def fit_panel(self) -> None:
        """As in every list; what one came to see is shown in a narrow window too."""
        room = self.width() >= theme.current().px(self.panel_from)
        asked = self.place.record != b"" and self._chosen == self.place.record
        known = self.panel.detail is not None
        self.panel.setVisible(known and self._panel_wanted and (room or asked))

    def _ask_merge(self) -> None:
        if self.panel.detail is None:
            return
        dialog = MergeDialog(self.work, staff_merging(self.panel.detail))
        dialog.merged.connect(self._merged)
        self.dialog = dialog
        dialog.open_over(self)
        dialog.look()

    def _merged(self, key: bytes) -> None:
        self.notice.show_notice(
            str(self.joined),
            _("هر دو نام پیدا می‌شود."),
            tone="success",
            action=_("برگرداندن"),
            on_action=lambda: self._take_back(key),
        )
        self._read_detail(key)

    def _undo(self) -> None:
        if self.panel.detail is not None:
            self._take_back(self.panel.detail.row.id)

    def _take_back(self, key: bytes) -> None:
        self._do(UndoMerge(self.kind, key), _("یکی‌سازی برگردانده شد"), key)

    def _confirm(self) -> None:
        if self.panel.detail is not None:
            key = self.panel.detail.row.id
            self._do(ConfirmProvisional(self.kind, key), _("در فهرست ماند"), key)

    def _do(self, command: UndoMerge | ConfirmProvisional, words: str, key: bytes) -> None:
        def done(_changes: object) -> None:
            self.say(words)
            self._read_detail(key)

        self.work.tasks.execute(command, done, owner=self)

    def say(self, words: str) -> None:
        """Something was done."""
        self.notice.show_notice(words, tone="success")


class PostsPage(_StaffPage):
    """Posts of all units; a new one is recorded at its unit."""

    shows = frozenset({"posts", "persons", "post_assignments", "units"})
    kind = "posts"
    page = "directory_posts"
    joined = lazy("دو سمت یکی شد")
    outside = lazy("{n} سمت بیرون از فیلتر است")
    nothing_found = lazy("سمتی با این نام نیست")

    def __init__(self, work: Workplace) -> None:
        super().__init__(work, _("سمت‌ها"), _("سمت برگزیده"))


class PersonsPage(_StaffPage):
    """Staff of agencies; Ctrl+N records one provisionally."""

    shows = frozenset({"persons", "posts", "post_assignments", "agencies"})
    kind = "persons"
    page = "directory_persons"
    joined = lazy("دو شخص یکی شد")
    outside = lazy("{n} نفر بیرون از فیلتر است")
    nothing_found = lazy("کسی با این نام نیست")

    def __init__(self, work: Workplace) -> None:
        super().__init__(work, _("کارکنان"), _("شخص برگزیده"))
        self.add = self.header.add_action(
            Button(_("ثبت شخص موقت"), "primary", icon="plus", key="Ctrl+N", on_click=self._ask)
        )
        self.add.setVisible(may_write(work.desk().role, "persons"))

    def _ask(self) -> None:
        dialog = ProvisionalPersonDialog(self.work)
        dialog.recorded.connect(self._recorded)
        self.dialog = dialog
        dialog.open_over(self)

    def _recorded(self, key: bytes) -> None:
        self._chosen = key
        self.say(_("شخص موقت ثبت شد"))
        self._read_detail(key)


def _counts(wanted: StaffFilter, session: Session) -> tuple[int, int]:
    return staff_count(session, wanted), staff_count(session, StaffFilter(wanted.kind))


def _held_words(one: Held) -> str:
    if one.ends is None:
        return _("از {day}").format(day=short_date(one.starts))
    return _("{start} تا {end}").format(start=short_date(one.starts), end=short_date(one.ends))
