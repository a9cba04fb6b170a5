"""The directory of units: found by any of their names, recorded provisionally, joined later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar, Final

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.directory import ADMINISTRATOR, ConfirmProvisional, UndoMerge
from desktop.models.calendar import clock
from desktop.models.directory import County
from desktop.models.policy import may_write
from desktop.models.text import group_digits, ltr_isolate, persian_digits
from desktop.models.unit_lists import (
    Key,
    UnitDetail,
    UnitFilter,
    UnitRow,
    UnitsPage,
    unit_detail,
    units_count,
    units_page,
)
from desktop.views.administration.unit_dialogs import MergeDialog, ProvisionalUnitDialog
from desktop.views.administration.unit_panel import UnitPanel
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.filter_bar import FilterBar, FilterChoice
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.pill import PillLook
from desktop.views.shared.record_sheet import RecordSheet
from desktop.views.shared.record_table import Column, PageRequest, RecordTable
from desktop.views.shared.record_view import RecordView
from resources.words import Lazy, _, lazy

PAGE_SIZE: Final = 200
PANEL_FROM: Final = 900
_KEPT: Final[tuple[tuple[str, Lazy], ...]] = (
    ("provisional", lazy("موقت")),
    ("merged", lazy("یکی‌شده")),
)


@dataclass(frozen=True, slots=True)
class _Counts:
    shown: int
    whole: int
    counties: list[tuple[str, str]]


def state_of(row: UnitRow) -> PillLook:
    """Whether a unit stands in the directory, waits to be compared, or leads to another."""
    if row.into is not None:
        return PillLook(_("یکی‌شده"), "info", "out")
    if row.provisional:
        return PillLook(_("موقت"), "warning", "dash")
    return PillLook(_("در فهرست"), "neutral", "check")


def _phone(row: UnitRow) -> str:
    return ltr_isolate(row.phone) if row.phone else ""


def _address(row: UnitRow) -> str:
    return persian_digits(row.address or "")


def _under_name(row: UnitRow) -> str:
    if row.into is not None:
        return _("یکی شده با «{name}»").format(name=row.into)
    return row.agency or ""


COLUMNS: Final = (
    Column("name", lazy("نام"), "name", 210, stretch=True, detail=_under_name),
    Column("county", lazy("شهرستان"), width=96),
    Column("address", lazy("نشانی"), width=170, value=_address, sortable=False, stretch=True),
    Column("phone", lazy("تلفن"), "code", 122, value=_phone, sortable=False),
    Column("state", lazy("وضعیت"), "pill", 116, value=state_of, sortable=False),
)


class DirectoryPage(Page):
    """Units of this vault; Ctrl+N records one provisionally, an administrator joins two."""

    shows: ClassVar[frozenset[str]] = frozenset(
        {"units", "posts", "persons", "post_assignments", "visits", "counties", "agencies"}
    )

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        role = work.desk().role
        self._after: Key | None = None
        self._counties: list[tuple[str, str]] = []
        self._chosen: bytes | None = None
        self._panel_wanted = True
        self._dialog: Dialog | None = None
        self.table = RecordTable(COLUMNS, self._read_page, sort="name")
        self.view = self.first = RecordView(self.table, _("واحدها"))
        self.filters = FilterBar(
            _("جستجو در همین فهرست، Ctrl+F"), self._filter_choices([]), view=self.view
        )
        self.header = PageHeader(_("واحدها"))
        self.add = self.header.add_action(
            Button(
                _("ثبت واحد موقت"), "primary", icon="plus", key="Ctrl+N", on_click=self._ask_unit
            )
        )
        self.add.setVisible(may_write(role, "units"))
        self.notice = NoticeBar()
        self.sheet = RecordSheet(self.view)
        self.panel = UnitPanel(may_merge=role == ADMINISTRATOR)
        self.panel.hide()

        self._assemble()

        self.filters.changed.connect(self._read_again)
        self.view.picked.connect(self._picked)
        self.view.opened.connect(self._picked)
        self.table.loaded.connect(self._say_foot)
        self.panel.closed.connect(self._hide_panel)
        self.panel.merge.connect(self._ask_merge)
        self.panel.confirm.connect(self._confirm)
        self.panel.undo.connect(self._undo)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.filters.search.setFocus)

    def visit(self, place: Place) -> None:
        if place.record:
            self._chosen, self._panel_wanted = place.record, True
        super().visit(place)

    def reload(self) -> None:
        self._read_again()
        if self._chosen is not None:
            self._read_detail(self._chosen)

    def _assemble(self) -> None:
        column = QVBoxLayout()
        theme.pad(column, 8, (24, 4, 16, 16))
        for part in (self.header, self.filters, self.notice):
            column.addWidget(part)
        column.addWidget(self.sheet, 1)
        row = QHBoxLayout(self)
        theme.pad(row, 0)
        row.addLayout(column, 1)
        row.addWidget(self.panel)

    # The list

    def _wanted(self) -> UnitFilter:
        values = self.filters.values()
        county, kept = values.get("county"), values.get("kept")
        return UnitFilter(
            self.filters.search_text(),
            bytes.fromhex(county) if county else None,
            "provisional" if kept == "provisional" else "merged" if kept == "merged" else None,
        )

    def _read_again(self) -> None:
        self.table.reload()
        reading = partial(_counts, self._wanted(), self.work.desk().province)
        self.work.tasks.read(self, reading, self._show_counts)

    def _read_page(self, request: PageRequest) -> None:
        after = None if request.after is None else self._after
        wanted = replace(
            self._wanted(),
            sort="county" if request.sort == "county" else "name",
            descending=request.descending,
        )
        reading = partial(_page, wanted, after)
        self.work.tasks.read(self, reading, partial(self._show_page, request))

    def _show_page(self, request: PageRequest, page: UnitsPage) -> None:
        self._after = page.after
        self.table.add_page(page.rows, page.after is not None, request)
        if self._chosen is not None and self.view.current() is None:
            self.view.select(self._chosen)

    def _show_counts(self, found: _Counts) -> None:
        shown, whole = group_digits(found.shown), group_digits(found.whole)
        words = whole if found.shown == found.whole else _("{n} از {all}")
        self.header.set_count(words.format(n=shown, all=whole))
        if found.counties != self._counties:
            self._counties = found.counties
            self.filters.set_filters(self._filter_choices(found.counties))
        self._say_empty(found)

    def _say_empty(self, found: _Counts) -> None:
        if self.filters.is_narrowed():
            line = _("{n} واحد بیرون از فیلتر است").format(n=group_digits(found.whole))
            self.sheet.set_empty(
                EmptyState(
                    _("واحدی با این نام نیست"),
                    line,
                    action=_("پاک کردن فیلترها"),
                    on_action=self.filters.clear,
                )
            )
            return
        self.sheet.set_empty(
            EmptyState(
                _("هنوز واحدی اینجا نیست"),
                _("فهرست واحدها با «ارسال و دریافت» از ستاد می‌رسد."),
                icon="building-2",
                action=_("ارسال و دریافت"),
                on_action=self.work.sync_now,
            )
        )

    def _say_foot(self) -> None:
        fresh = _("تازه در {time}").format(time=clock(self.work.desk().now))
        self.sheet.set_foot("", "", fresh if self.table.rows() else "")

    @staticmethod
    def _filter_choices(counties: list[tuple[str, str]]) -> list[FilterChoice]:
        kept = tuple((key, str(words)) for key, words in _KEPT)
        return [
            FilterChoice("county", _("شهرستان"), tuple(counties)),
            FilterChoice("kept", _("وضعیت"), kept),
        ]

    # The chosen unit

    def _picked(self, row: UnitRow | None) -> None:
        if row is None:
            return
        self._chosen = row.id
        self._read_detail(row.id)

    def _read_detail(self, key: bytes) -> None:
        self.work.tasks.read(self, partial(_detail, key), self._show_detail)

    def _show_detail(self, unit: UnitDetail | None) -> None:
        if unit is None or unit.id != self._chosen:
            return
        self.panel.show_unit(unit, self.work.desk().today)
        self._fit_panel()

    def _hide_panel(self) -> None:
        self._panel_wanted = False
        self.panel.hide()
        self.view.setFocus()

    def _fit_panel(self) -> None:
        room = self.width() >= theme.current().px(PANEL_FROM)
        known = self.panel.detail is not None
        asked = self.place.record != b"" and self._chosen == self.place.record
        self.panel.setVisible(known and self._panel_wanted and (room or asked))

    # What can be done

    def _ask_unit(self) -> None:
        dialog = ProvisionalUnitDialog(self.work, self._counties)
        dialog.recorded.connect(self._recorded)
        self._dialog = dialog
        dialog.open_over(self)

    def _recorded(self, key: bytes) -> None:
        self._chosen = key
        self._say(_("واحد موقت ثبت شد"))
        self._read_detail(key)

    def _ask_merge(self) -> None:
        if self.panel.detail is None:
            return
        dialog = MergeDialog(self.work, self.panel.detail)
        dialog.merged.connect(self._merged)
        self._dialog = dialog
        dialog.open_over(self)
        dialog.look()

    def _merged(self, key: bytes) -> None:
        self.notice.show_notice(
            _("دو واحد یکی شد"),
            _("هر دو نام پیدا می‌شود."),
            tone="success",
            action=_("برگرداندن"),
            on_action=lambda: self._take_back(key),
        )
        self._read_detail(key)

    def _undo(self) -> None:
        if self.panel.detail is not None:
            self._take_back(self.panel.detail.id)

    def _take_back(self, key: bytes) -> None:
        self._do(UndoMerge("units", key), _("یکی‌سازی برگردانده شد"), key)

    def _confirm(self) -> None:
        if self.panel.detail is not None:
            key = self.panel.detail.id
            self._do(ConfirmProvisional("units", key), _("واحد در فهرست ماند"), key)

    def _do(self, command: UndoMerge | ConfirmProvisional, words: str, key: bytes) -> None:
        def done(_changes: object) -> None:
            self._say(words)
            self._read_detail(key)

        self.work.tasks.execute(command, done, owner=self)

    def _say(self, words: str) -> None:
        self.notice.show_notice(words, tone="success")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_panel()


def _page(wanted: UnitFilter, after: Key | None, session: Session) -> UnitsPage:
    return units_page(session, wanted, after, PAGE_SIZE)


def _counts(wanted: UnitFilter, province: str | None, session: Session) -> _Counts:
    return _Counts(
        units_count(session, wanted),
        units_count(session, UnitFilter()),
        _county_choices(session, province),
    )


def _detail(key: bytes, session: Session) -> UnitDetail | None:
    return unit_detail(session, key)


def _county_choices(session: Session, province: str | None) -> list[tuple[str, str]]:
    query: Any = select(County.id, County.name_fa).where(County.deleted_at.is_(None))
    if province is not None:
        query = query.where(County.province == province)
    return [(key.hex(), name) for key, name in session.execute(query.order_by(County.name_fa))]
