"""The directory of units: found by any of their names, recorded provisionally, joined later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import ClassVar, Final

from sqlalchemy.orm import Session

from desktop.commands.directory import ADMINISTRATOR, ConfirmProvisional, UndoMerge
from desktop.models.directory import Unit
from desktop.models.directory_choices import counties
from desktop.models.listings import UNITS
from desktop.models.policy import may_write
from desktop.models.text import ltr_isolate, persian_digits
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
from desktop.views.administration.merge_dialog import MergeDialog
from desktop.views.administration.staff_dialogs import ProvisionalPostDialog
from desktop.views.administration.unit_dialogs import ProvisionalUnitDialog, unit_merging
from desktop.views.administration.unit_panel import UnitPanel
from desktop.views.navigation import Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.filter_bar import FilterChoice
from desktop.views.shared.list_page import PAGE_SIZE, ListPage
from desktop.views.shared.online_list import OnlineList
from desktop.views.shared.pill import PillLook
from desktop.views.shared.record_table import Column, PageRequest
from desktop.views.shared.sections import section_switch
from resources.words import Lazy, _, lazy

SETTING: Final = "directory.list"
_KEPT: Final[tuple[tuple[str, Lazy], ...]] = (
    ("provisional", lazy("موقت")),
    ("merged", lazy("یکی‌شده")),
)


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
    Column("county", lazy("شهرستان"), width=84),
    Column("address", lazy("نشانی"), width=170, value=_address, sortable=False, stretch=True),
    Column("phone", lazy("تلفن"), "code", 112, value=_phone, sortable=False),
    Column("state", lazy("وضعیت"), "pill", 104, value=state_of, sortable=False),
)


class DirectoryPage(ListPage):
    """Units of this vault; Ctrl+N records one provisionally, an administrator joins two."""

    shows: ClassVar[frozenset[str]] = frozenset(
        {"units", "posts", "persons", "post_assignments", "visits", "counties", "agencies"}
    )

    panel_from = 900
    names_views = False
    outside = lazy("{n} واحد بیرون از فیلتر است")
    nothing_found = lazy("واحدی با این نام نیست")

    def __init__(self, work: Workplace) -> None:
        role = work.desk().role
        panel = UnitPanel(may_merge=role == ADMINISTRATOR, may_add_posts=may_write(role, "posts"))
        super().__init__(
            work,
            _("واحدها"),
            COLUMNS,
            setting=SETTING,
            sort="name",
            filters=_filters([]),
            panel=panel,
            switch=section_switch(work, "directory"),
        )
        self.panel = panel
        self._counties: list[tuple[str, str]] = []
        self._chosen: bytes | None = None
        self._dialog: Dialog | None = None
        self.add = self.header.add_action(
            Button(
                _("ثبت واحد موقت"), "primary", icon="plus", key="Ctrl+N", on_click=self._ask_unit
            )
        )
        self.add.setVisible(may_write(role, "units"))
        self.online = OnlineList.offered(self, UNITS, self._asked)
        self.panel.merge.connect(self._ask_merge)
        self.panel.add_post.connect(self._ask_post)
        self.panel.confirm.connect(self._confirm)
        self.panel.undo.connect(self._undo)

    def visit(self, place: Place) -> None:
        if place.record:
            self._chosen, self._panel_wanted = place.record, True
        super().visit(place)

    def reload(self) -> None:
        self.work.tasks.read(self, self._read_counties, self._show_counties)
        self._read_again()
        if self._chosen is not None:
            self._read_detail(self._chosen)

    # The list

    def _wanted(self) -> UnitFilter:
        values = self.filters.values()
        county, kept = values.get("county"), values.get("kept")
        return UnitFilter(
            self.filters.search_text(),
            bytes.fromhex(county) if county else None,
            "provisional" if kept == "provisional" else "merged" if kept == "merged" else None,
        )

    def _asked(self, request: PageRequest) -> UnitFilter:
        return replace(
            self._wanted(),
            sort="county" if request.sort == "county" else "name",
            descending=request.descending,
        )

    def reading(self, request: PageRequest, after: Key | None) -> Callable[[Session], UnitsPage]:
        return partial(_page, self._asked(request), after)

    def page_shown(self) -> None:
        if self._chosen is not None and self.view.current() is None:
            self.view.select(self._chosen)

    def counting(self) -> Callable[[Session], tuple[int, int]]:
        return partial(_counts, self._wanted())

    def _read_counties(self, session: Session) -> list[tuple[str, str]]:
        return counties(session, self.work.desk().province)

    def _show_counties(self, found: list[tuple[str, str]]) -> None:
        if found != self._counties:
            self._counties = found
            self.filters.set_filters(_filters(found))
        self.saved.restore_once()

    def nothing_yet(self) -> EmptyState:
        return EmptyState(
            _("هنوز واحدی اینجا نیست"),
            _("فهرست واحدها با «ارسال و دریافت» از ستاد می‌رسد."),
            icon="building-2",
            action=_("ارسال و دریافت"),
            on_action=self.work.sync_now,
        )

    # The chosen unit

    def open_row(self, row: UnitRow | None) -> None:
        self.picked(row)
        if row is not None and isinstance(self.online, OnlineList) and self.online.on:
            self.work.tasks.read(self, partial(_is_held, row.id), partial(self._tell_of, row))

    def _tell_of(self, row: UnitRow, held: bool) -> None:
        if not held and isinstance(self.online, OnlineList):
            self.online.not_here(row.name)

    def picked(self, row: UnitRow | None) -> None:
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
        self.fit_panel()

    def fit_panel(self) -> None:
        """As in every list; a unit that one came to see is shown in a narrow window too."""
        room = self.width() >= theme.current().px(self.panel_from)
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

    def _ask_post(self) -> None:
        if self.panel.detail is None:
            return
        card = self.panel.detail.card
        dialog = ProvisionalPostDialog(self.work, card.id, card.name)
        dialog.recorded.connect(lambda _key: self._recorded_post(card.id))
        self._dialog = dialog
        dialog.open_over(self)

    def _recorded_post(self, unit: bytes) -> None:
        self._say(_("سمت موقت ثبت شد"))
        self._read_detail(unit)

    def _ask_merge(self) -> None:
        if self.panel.detail is None:
            return
        dialog = MergeDialog(self.work, unit_merging(self.panel.detail))
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


def _filters(found: list[tuple[str, str]]) -> list[FilterChoice]:
    kept = tuple((key, str(words)) for key, words in _KEPT)
    return [
        FilterChoice("county", _("شهرستان"), tuple(found)),
        FilterChoice("kept", _("وضعیت"), kept),
    ]


def _page(wanted: UnitFilter, after: Key | None, session: Session) -> UnitsPage:
    return units_page(session, wanted, after, PAGE_SIZE)


def _counts(wanted: UnitFilter, session: Session) -> tuple[int, int]:
    return units_count(session, wanted), units_count(session, UnitFilter())


def _is_held(key: bytes, session: Session) -> bool:
    return session.get(Unit, key) is not None


def _detail(key: bytes, session: Session) -> UnitDetail | None:
    return unit_detail(session, key)
