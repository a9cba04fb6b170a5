"""What a plan asks for before a step: its agency and year, an item's fields, a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.programmes import (
    ApproveInstructor,
    EditPlanItem,
    MakeYearPlan,
    ReturnYearPlan,
)
from desktop.errors import Refused
from desktop.models.calendar import jalali, numeric_date, parse_date
from desktop.models.directory import Agency, Province
from desktop.models.programmes.catalogue import catalogue
from desktop.models.programmes.records import plan_id
from desktop.models.programmes.rows import ItemRow, PlanDetail
from desktop.models.programmes.words import frequency_words
from desktop.models.text import persian_digits, whole_number
from desktop.views.navigation import Place, Workplace
from desktop.views.programmes import looks
from desktop.views.shared.choices import CheckBox, ChoiceField
from desktop.views.shared.fields import MultiLineField, TextField
from desktop.views.shared.step_dialog import StepDialog, lacking
from resources.wording import words_of
from resources.wording.programmes import APPROVERS, PERIODS
from resources.words import _


@dataclass(frozen=True, slots=True)
class Choices:
    """Agencies, provinces and actions to choose from: key and words."""

    agencies: list[tuple[str, str]]
    provinces: list[tuple[str, str]]
    actions: list[tuple[str, str]]


def read_choices(session: Session) -> Choices:
    """What the dialogs choose from."""
    agencies = select(Agency.code, Agency.name_fa).where(Agency.deleted_at.is_(None))
    provinces = select(Province.code, Province.name_fa).where(Province.deleted_at.is_(None))
    return Choices(
        [(row.code, row.name_fa) for row in session.execute(agencies.order_by(Agency.name_fa))],
        [(row.code, row.name_fa) for row in session.execute(provinces.order_by(Province.code))],
        [
            (one.code, f"{looks.code_words(one.code)} {one.title}")
            for one in catalogue(session).actions.values()
            if one.alias_of is None
        ],
    )


def plan_dialog(work: Workplace, found: Choices) -> StepDialog:
    """One step makes all 59 items."""
    desk = work.desk()
    year_now = str(jalali(desk.today)[0])
    agency = ChoiceField(_("دستگاه"), found.agencies, empty=_("برگزینید"), required=True)
    province = ChoiceField(_("استان"), found.provinces, empty=_("ستاد دستگاه"))
    province.set_value(desk.province or "")
    year = TextField(_("سال"), persian_digits(year_now), code=True, required=True)
    copy = CheckBox(_("رونوشت از برنامهٔ سال پیش"))

    def make() -> Command | None:
        if lacking(agency, agency.value()):
            return None
        wanted = whole_number(year.value())
        if wanted is None:
            year.set_problem(words_of("year_unknown", {}))
            return None
        return MakeYearPlan(
            agency.value(), wanted, province.value() or None, copy_last=copy.isChecked()
        )

    def then() -> None:
        key = plan_id(agency.value(), province.value() or None, whole_number(year.value()) or 0)
        work.go(Place("programme_plan", key))

    words = _("همهٔ اقدام‌های نه برنامه با مسئول پیش‌فرض ساخته می‌شود؛ سپس هر یک را پر کنید.")
    fields = {"agency": agency, "province": province, "year": year, "copy_last": copy}
    return StepDialog(
        work, _("برنامهٔ سال"), words, _("ساختن"), fields, make, icon="plus", then=then
    )


def item_dialog(row: ItemRow, work: Workplace) -> StepDialog:
    """Owner, target, due days, cost and fund; or that it does not apply, and why."""
    off = CheckBox(_("به این دستگاه مربوط نیست"), not row.applicable)
    reason = TextField(_("دلیل نامربوط بودن"), row.reason or "")
    owner = TextField(_("مسئول"), row.owner or "")
    target = TextField(
        _("هدف (شمار نوبت)"),
        "" if row.target is None else persian_digits(row.target),
        code=True,
        hint=frequency_words(row.kind, row.least, row.per),
    )
    per = ChoiceField(
        _("هر چند وقت"), [(key, str(words)) for key, words in PERIODS.items()], search=False
    )
    per.set_value(row.target_per or "year")
    days = TextField(
        _("مهلت‌ها"),
        _("، ").join(numeric_date(day) for day in row.due_days),
        hint=_("چند روز را با «،» جدا کنید؛ خالی یعنی بخش‌های برابر سال"),
    )
    managers = TextField(
        _("مدیران"), _("، ").join(row.managers), hint=_("نام‌ها را با «،» جدا کنید")
    )
    if row.per != "week":
        managers.hide()  # shown before it has a place it would be a window of its own
    cost = TextField(
        _("هزینه (ریال)"), "" if row.cost is None else persian_digits(row.cost), code=True
    )
    fund = TextField(_("محل تأمین"), row.fund_source or "")

    def make() -> Command | None:
        typed = target.value().strip()
        count = whole_number(typed)
        if typed and count is None:
            target.set_problem(words_of("target_impossible", {"most": 366}))
            return None
        try:
            due = _days(days.value(), work.desk().today)
        except Refused as refused:
            days.set_problem(words_of(refused.code, refused.arguments))
            return None
        return EditPlanItem(
            row.id,
            owner=owner.value(),
            target=count,
            target_per=per.value() if typed else None,
            due_days=due,
            managers=tuple(_names(managers.value())),
            cost=cost.value() or None,
            fund_source=fund.value(),
            applicable=not off.isChecked(),
            reason=reason.value(),
        )

    fields = {
        "owner": owner,
        "target": target,
        "target_per": per,
        "due_days": days,
        "managers": managers,
        "cost": cost,
        "fund_source": fund,
        "applicable": off,
        "reason": reason,
    }
    title = f"{looks.code_words(row.code)} · {row.title}"
    return StepDialog(work, title, row.measure, _("ثبت"), fields, make, icon="pencil")


def _names(text: str) -> list[str]:
    return [one.strip() for one in text.replace(",", "،").split("،") if one.strip()]


def _days(text: str, today: date) -> tuple[date, ...]:
    return tuple(parse_date(one, today) for one in _names(text))


def return_dialog(detail: PlanDetail, work: Workplace) -> StepDialog:
    """Send the plan back, with a reason."""
    reason = MultiLineField(_("دلیل"), lines=2, required=True)

    def make() -> Command | None:
        if lacking(reason, reason.value().strip()):
            return None
        return ReturnYearPlan(detail.row.id, reason.value())

    words = _("برنامه با دلیل به نویسنده برمی‌گردد و دوباره ویرایش می‌شود.")
    return StepDialog(
        work,
        _("بازگرداندن برنامه"),
        words,
        _("بازگرداندن"),
        {"reason": reason},
        make,
        icon="undo-2",
        kind="danger",
    )


def instructor_dialog(detail: PlanDetail, work: Workplace) -> StepDialog:
    """A teacher for the approved list (G6)."""
    name = TextField(_("نام استاد"), required=True)
    by = ChoiceField(
        _("تأییدکننده"),
        [(key, str(words)) for key, words in APPROVERS.items()],
        empty=_("برگزینید"),
        search=False,
        required=True,
    )
    number = TextField(_("شمارهٔ تأیید"), required=True)

    def make() -> Command | None:
        if lacking(name, name.value().strip()) or lacking(by, by.value()):
            return None
        if lacking(number, number.value().strip()):
            return None
        return ApproveInstructor(
            detail.row.agency, name.value(), by.value(), number.value(), detail.row.province
        )

    words = _("در جلسه‌ها تنها استادی برگزیده می‌شود که حوزه یا دانشگاه تأیید کرده است.")
    fields = {"name": name, "approved_by": by, "approval_reference": number}
    return StepDialog(
        work, _("استاد تأییدشده"), words, _("افزودن"), fields, make, icon="user-check"
    )
