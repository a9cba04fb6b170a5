"""The head orders a visit, or changes an order that has not begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import Refused
from desktop.models import directory_choices as directory
from desktop.models.directory import Office
from desktop.models.directory_queries import FoundUnit, find_units
from desktop.models.drafts import DraftRow, drafts
from desktop.models.inspections.queries import Reader, visit_detail
from desktop.models.inspections.rows import VisitDetail
from desktop.models.text import persian_digits
from desktop.views.inspections.order_cards import OrderCards
from desktop.views.inspections.order_draft import OrderDraft
from desktop.views.navigation import Place, Workplace
from desktop.views.shared.draft_form import DraftForm
from desktop.views.shared.fields import Field
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


class OrderForm(DraftForm):
    """Filed with Ctrl+Enter; until then it is a draft of this vault."""

    shows = frozenset({"units", "persons", "checklist_templates"})
    form, home = FORM, "inspections"

    def __init__(self, work: Workplace) -> None:
        super().__init__(*(work, _("بازرسی‌ها"), _("بازرسی تازه"), _("صدور حکم"), "file-check"))
        self._visit: VisitDetail | None = None
        self._started = False
        self.cards = OrderCards(self.today)
        self.lay(_("بازرسی تازه"), self.cards)
        self.cards.unit.place_chosen.connect(self._read_units)

    def visit(self, place: Place) -> None:
        if not self._started or place.record != self.place.record or place.part:
            self._start_over()
        super().visit(place)

    def _start_over(self) -> None:
        """An empty form, or one for another order."""
        self.leave()
        self.stop()
        self._started, self._visit = False, None
        self.draft_id = self.work.desk().new_id()
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
                order_date=self.today().isoformat(),
                template=lists.templates[0][0] if lists.templates else "",
            )
            self.cards.write(fresh)
        self.start(lists.kept if lists.visit is None else None)
        self.cards.unit.unit.setFocus()

    def put_payload(self, kept: dict[str, Any]) -> None:
        self.cards.write(OrderDraft.from_fields(kept))

    def payload(self) -> dict[str, Any]:
        return self.cards.read().as_fields()

    def draft_title(self) -> str:
        if self._visit is not None:
            return ""  # an order that stands is amended or left as it is
        draft = self.cards.read()
        unit = draft.unit_name or self.cards.unit.unit.control.currentText()
        return _("بازرسی تازه · {unit}").format(unit=unit if draft.unit or draft.typed else "…")

    def draft_progress(self) -> int:
        done = len(self.cards.fields()) - len(self.cards.read().problems())
        return 100 * done // len(self.cards.fields())

    def named(self) -> dict[str, Field]:
        return self.cards.fields()

    def _read_units(self) -> None:
        province = self.cards.unit.province.value() or None
        self.work.tasks.read(self, partial(_place_lists, province), self._show_place)

    def _show_place(self, found: tuple[directory.Choices, tuple[FoundUnit, ...]]) -> None:
        self.cards.unit.county.set_options(found[0])
        self.cards.unit.show_units(found[1])

    def file(self) -> None:
        self.unmark()
        draft = self.cards.read()
        problems = draft.problems()
        if self._visit is not None:
            problems.pop("unit", None)
        if not problems:
            try:
                draft.planned_at()
            except Refused as refused:
                problems["time"] = words_of(refused.code, refused.arguments)
        if self.mark(problems):
            self._say_problems(problems)
            return
        if self._visit is not None:
            self._amend(draft, self._visit.row.id)
            return
        key = self.work.desk().new_id()
        self.carry_out(draft.order(key), partial(self._filed_as, key))

    def _amend(self, draft: OrderDraft, visit: bytes) -> None:
        self.work.tasks.execute(
            draft.amend(visit),
            lambda _changes: self.carry_out(
                draft.change_team(visit), partial(self._filed_as, visit)
            ),
            owner=self,
            failed=self.refused,
        )

    def _say_problems(self, problems: dict[str, str]) -> None:
        fields = self.named()
        first = next(field for name, field in fields.items() if name in problems)
        count = persian_digits(len(problems))
        self.notice.show_notice(
            _("{n} میدان کم است").format(n=count),
            "، ".join(fields[name].label() for name in problems),
            tone="danger",
            action=_("برو به اولی"),
            key="F8",
            on_action=lambda: self.go_to(first),
        )
        self.go_to(first)

    def _filed_as(self, visit: bytes) -> None:
        self._started = False
        self.work.go(Place("visit", visit))


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
