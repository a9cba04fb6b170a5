"""The head orders a visit, or changes an order that has not begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtWidgets import QVBoxLayout
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.drafts import DiscardDraft, SaveDraft
from desktop.errors import AppError, Refused
from desktop.models import directory_choices as directory
from desktop.models.calendar import clock
from desktop.models.directory import Office
from desktop.models.directory_queries import FoundUnit, find_units
from desktop.models.drafts import DraftRow, drafts
from desktop.models.inspections.queries import Reader, visit_detail
from desktop.models.inspections.rows import VisitDetail
from desktop.models.text import persian_digits
from desktop.runtime.autosave import Autosave
from desktop.views.inspections.order_cards import OrderCards
from desktop.views.inspections.order_draft import OrderDraft
from desktop.views.inspections.panel_parts import Scrolled
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import FormHeader
from resources.wording import words_of
from resources.words import _

FORM: Final = "visit_order"
MOST_UNITS: Final = 2000


@dataclass(frozen=True, slots=True)
class Lists:
    """What the form chooses from, and what was left unfinished in it."""

    provinces: directory.Choices
    counties: directory.Choices
    units: tuple[FoundUnit, ...]
    staff: directory.Choices
    templates: directory.Choices
    issuer: str
    kept: DraftRow | None
    visit: VisitDetail | None


class OrderForm(Page):
    """Filed with Ctrl+Enter; until then it is a draft of this vault."""

    shows = frozenset({"units", "persons", "checklist_templates"})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._visit: VisitDetail | None = None
        self._draft_id = b""
        self._started = False
        self._lists: Lists | None = None
        self.autosave: Autosave | None = None
        self.header = FormHeader(_("بازرسی‌ها"), _("بازرسی تازه"))
        self.save = self.header.add_action(
            Button(
                _("صدور حکم"), "primary", icon="file-check", key="Ctrl+Return", on_click=self.file
            )
        )
        self.notice = NoticeBar()
        self.cards = OrderCards(self._today)
        self.scrolled = Scrolled((24, 14, 14, 20), 12)
        column = QVBoxLayout(self)
        theme.pad(column, 0)
        column.addWidget(self.header)
        column.addWidget(self.scrolled, 1)
        self.scrolled.column.addWidget(self.notice)
        self.scrolled.column.addWidget(self.cards)
        self.scrolled.column.addStretch(1)
        self.header.back.connect(lambda: self.work.go(Place("inspections")))
        self.cards.unit.place_chosen.connect(self._read_units)

    def _today(self) -> date:
        return self.work.desk().today

    def visit(self, place: Place) -> None:
        if not self._started or place.record != self.place.record or place.part:
            self._start_over()
        super().visit(place)

    def leave(self) -> None:
        if self.autosave is not None:
            self.autosave.now()

    def _start_over(self) -> None:
        """An empty form, or one for another order."""
        if self.autosave is not None:
            self.autosave.now()
            self.autosave.stop()
            self.autosave = None
        self._started, self._visit, self._lists = False, None, None
        self._draft_id = self.work.desk().new_id()
        self.header.set_saved("")
        self.notice.clear()

    def reload(self) -> None:
        desk = self.work.desk()
        reading = partial(
            _lists,
            desk.province,
            desk.office,
            self.place.record,
            self.place.part,
            desk.reader,
            desk.today,
        )
        self.work.tasks.read(self, reading, self._show)

    def _show(self, lists: Lists) -> None:
        before = self.cards.read() if self._started else None
        self._lists = lists
        unit = self.cards.unit
        unit.province.set_options(lists.provinces)
        if not self._started:
            unit.province.set_value(self.work.desk().province or "")
        unit.province.setEnabled(self.work.desk().province is None)
        unit.county.set_options(lists.counties)
        unit.show_units(lists.units)
        self.cards.team.show_staff(lists.staff)
        self.cards.template.set_options(lists.templates)
        if before is not None:
            self.cards.write(before)
            return
        self._started = True
        self._begin(lists)

    def _begin(self, lists: Lists) -> None:
        self._visit = lists.visit
        if lists.visit is not None:
            self.header.set_title(_("ویرایش حکم"))
            self.save.set_words(_("ثبت تغییر حکم"))
            self.cards.write(OrderDraft.of_visit(lists.visit))
            self.cards.lock_order()
        else:
            fresh = OrderDraft(
                order_issuer=lists.issuer,
                order_date=self._today().isoformat(),
                template=lists.templates[0][0] if lists.templates else "",
            )
            self.cards.write(fresh)
            self._offer(lists.kept)
        self.autosave = Autosave(lambda: self.cards.read().as_fields(), self._keep, self)
        self.cards.unit.unit.setFocus()

    def _offer(self, kept: DraftRow | None) -> None:
        """An order that was left half done is offered; one asked for by its id is opened."""
        if kept is None:
            return
        if self.place.part == kept.id.hex():
            self._take(kept)
            return
        words = _("پیش‌نویس ناتمامی از {time} مانده است").format(time=clock(kept.updated_at))
        self.notice.show_notice(
            words,
            kept.title,
            tone="info",
            icon="history",
            action=_("ادامه"),
            on_action=lambda: self._take(kept),
        )

    def _take(self, kept: DraftRow) -> None:
        self.notice.clear()
        self._draft_id = kept.id
        self.cards.write(OrderDraft.from_fields(dict(kept.payload)))

    def _keep(self) -> None:
        if self._visit is not None:
            return
        draft = self.cards.read()
        unit = draft.unit_name or self.cards.unit.unit.control.currentText()
        done = len(self.cards.fields()) - len(draft.problems())
        self.work.tasks.execute(
            SaveDraft(
                self._draft_id,
                FORM,
                _("بازرسی تازه · {unit}").format(unit=unit if draft.unit or draft.typed else "…"),
                draft.as_fields(),
                progress=100 * done // len(self.cards.fields()),
            ),
            lambda _changes: self._say_saved(),
            owner=self,
        )

    def _say_saved(self) -> None:
        time = clock(self.work.desk().now)
        self.header.set_saved(_("ذخیره شد {time}").format(time=time))

    def _read_units(self) -> None:
        province = self.cards.unit.province.value() or None
        self.work.tasks.read(self, partial(_place_lists, province), self._show_place)

    def _show_place(self, found: tuple[directory.Choices, tuple[FoundUnit, ...]]) -> None:
        self.cards.unit.county.set_options(found[0])
        self.cards.unit.show_units(found[1])

    def file(self) -> None:
        """Say all that is wrong at once, or file it."""
        fields = self.cards.fields()
        for field in fields.values():
            field.set_problem(None)
        draft = self.cards.read()
        problems = draft.problems()
        if self._visit is not None:
            problems.pop("unit", None)
        if not problems:
            try:
                draft.planned_at()
            except Refused as refused:
                problems["time"] = words_of(refused.code, refused.arguments)
        if problems:
            self._say_problems(problems)
            return
        if self._visit is not None:
            self._amend(draft, self._visit.row.id)
            return
        key = self.work.desk().new_id()
        self.work.tasks.execute(
            draft.order(key), lambda _changes: self._filed(key), owner=self, failed=self._refused
        )

    def _amend(self, draft: OrderDraft, visit: bytes) -> None:
        tasks = self.work.tasks

        def team(_changes: object) -> None:
            tasks.execute(
                draft.change_team(visit),
                lambda _changes: self._filed(visit),
                owner=self,
                failed=self._refused,
            )

        tasks.execute(draft.amend(visit), team, owner=self, failed=self._refused)

    def _say_problems(self, problems: dict[str, str]) -> None:
        fields = self.cards.fields()
        for name, words in problems.items():
            fields[name].set_problem(words)
        first = next(field for name, field in fields.items() if name in problems)
        count = persian_digits(len(problems))
        self.notice.show_notice(
            _("{n} میدان کم است").format(n=count),
            "، ".join(fields[name].label() for name in problems),
            tone="danger",
            action=_("برو به اولی"),
            key="F8",
            on_action=lambda: self._go_to(first),
        )
        self._go_to(first)

    def _go_to(self, field: object) -> None:
        for one in self.cards.fields().values():
            if one is field:
                one.setFocus()
                self.scrolled.go_to(one)

    def _filed(self, visit: bytes) -> None:
        if self.autosave is not None:
            self.autosave.stop()
            self.autosave = None
        self.work.tasks.execute(DiscardDraft(self._draft_id))
        self._started = False
        self.work.go(Place("visit", visit))

    def _refused(self, error: AppError) -> None:
        words = words_of(error.code, error.arguments)
        field = self.cards.fields().get(str(error.arguments.get("field", "")))
        if field is not None:
            field.set_problem(words)
            self._go_to(field)
        else:
            self.notice.show_notice(words, tone="danger")


def _lists(
    province: str | None,
    office: bytes,
    record: bytes,
    part: str,
    reader: Reader,
    today: date,
    session: Session,
) -> Lists:
    kept = [row for row in drafts(session) if row.place == FORM]
    wanted = [row for row in kept if row.id.hex() == part]
    issuer = session.execute(select(Office.issuer).where(Office.id == office)).scalar()
    return Lists(
        directory.provinces(session),
        directory.counties(session, province),
        find_units(session, "", province=province, limit=MOST_UNITS),
        directory.staff(session, province),
        directory.templates(session),
        issuer or "",
        next(iter(wanted or kept), None),
        visit_detail(session, record, reader=reader, today=today) if record else None,
    )


def _place_lists(
    province: str | None, session: Session
) -> tuple[directory.Choices, tuple[FoundUnit, ...]]:
    return (
        directory.counties(session, province),
        find_units(session, "", province=province, limit=MOST_UNITS),
    )
