"""How plans, actions, slots, events and packs look and read on the window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop.models.programmes.frequency import Slot
from desktop.models.programmes.rows import ItemRow, OccurrenceRow, PlanRow, ReportRow
from desktop.models.programmes.standing import Share
from desktop.models.text import group_digits, ltr_isolate, persian_digits
from desktop.views.shared.pill import Glyph, PillLook
from resources.wording.programmes import (
    AUDIENCES,
    ITEM_STATES,
    OCCURRENCE_STATES,
    PERIODS,
    PLAN_STATES,
    REPORT_STATES,
    SLOT_STATES,
)
from resources.words import Lazy, _, listed

Look = tuple[str, Glyph]

_PLANS: Final[Mapping[str, Look]] = {
    "draft": ("neutral", "dash"),
    "submitted": ("warning", "pie2"),
    "approved": ("success", "check"),
    "returned": ("danger", "back"),
    "closed": ("neutral", "check"),
}
_ITEMS: Final[Mapping[str, Look]] = {
    "not_started": ("neutral", "dash"),
    "in_progress": ("info", "pie2"),
    "on_track": ("info", "pie3"),
    "done": ("success", "check"),
    "late": ("danger", "pie1"),
    "not_applicable": ("neutral", "cross"),
    "no_case": ("neutral", "check"),
}
_SLOTS: Final[Mapping[str, Look]] = {
    "planned": ("neutral", "dash"),
    "held": ("success", "check"),
    "late": ("warning", "check"),
    "missing": ("danger", "cross"),
}
_EVENTS: Final[Mapping[str, Look]] = {
    "planned": ("neutral", "dash"),
    "held": ("accent", "pie1"),
    "evidence_added": ("warning", "pie2"),
    "accepted": ("success", "check"),
    "returned": ("danger", "back"),
}
_REPORTS: Final[Mapping[str, Look]] = {
    "open": ("neutral", "dash"),
    "drafted": ("warning", "pie1"),
    "signed": ("accent", "pie2"),
    "sent": ("info", "pie3"),
    "received": ("info", "pie3"),
    "accepted": ("success", "check"),
    "sent_back": ("danger", "back"),
}


def _look(state: str, words: Mapping[str, Lazy], looks: Mapping[str, Look]) -> PillLook:
    tone, glyph = looks.get(state, ("neutral", "dash"))
    return PillLook(str(words.get(state, state)), tone, glyph)


def state_look(kind: str, state: str) -> PillLook:
    """A state alone, where several features stand side by side."""
    match kind:
        case "action_occurrences":
            return _look(state, OCCURRENCE_STATES, _EVENTS)
        case "quarter_reports":
            return _look(state, REPORT_STATES, _REPORTS)
        case "plan_items":
            return _look(state, ITEM_STATES, _ITEMS)
        case _:
            return _look(state, PLAN_STATES, _PLANS)


def plan_look(row: PlanRow) -> PillLook:
    return state_look("year_plans", row.state)


def item_look(row: ItemRow) -> PillLook:
    return state_look("plan_items", row.standing.state)


def slot_look(slot: Slot) -> PillLook:
    return _look(slot.state, SLOT_STATES, _SLOTS)


def event_look(row: OccurrenceRow) -> PillLook:
    return state_look("action_occurrences", row.state)


def report_look(row: ReportRow) -> PillLook:
    return state_look("quarter_reports", row.state)


def plan_state_words(state: str) -> str:
    return str(PLAN_STATES.get(state, state))


def report_state_words(state: str) -> str:
    return str(REPORT_STATES.get(state, state))


def code_words(code: str) -> str:
    """«P۲.۶» in its own order."""
    return ltr_isolate(persian_digits(code))


def percent_words(share: Share) -> str:
    """«۴۲٪», or that nothing can be measured."""
    percent = share.percent
    return _("سنجیدنی نیست") if percent is None else f"{persian_digits(percent)}٪"


def share_words(share: Share) -> str:
    """«۱۲ از ۵۵ انجام شد، ۳ عقب‌افتاده، ۲ بیرون از شمار»."""
    return listed(
        (
            _("{done} از {all} انجام شد").format(
                done=persian_digits(share.done), all=persian_digits(share.applicable)
            ),
            _("{n} عقب‌افتاده").format(n=persian_digits(share.late)) if share.late else None,
            _("{n} بیرون از شمار").format(n=persian_digits(share.apart)) if share.apart else None,
        )
    )


def place_words(row: PlanRow) -> str:
    """«قزوین», or that the plan is the agency's own."""
    return row.province_name or _("ستاد دستگاه")


def year_words(row: PlanRow) -> str:
    return persian_digits(row.year)


def share_of_row(row: PlanRow) -> str:
    return percent_words(row.share)


def late_of_row(row: PlanRow) -> str:
    return persian_digits(row.share.late)


def title_words(row: PlanRow) -> str:
    """«سازمان نمونه · قزوین · ۱۴۰۴»."""
    return f"{row.agency_name} · {place_words(row)} · {persian_digits(row.year)}"


def met_words(row: ItemRow) -> str:
    """«۲ از ۴ نوبت»; nothing where no number is due."""
    if row.standing.state in ("not_applicable", "no_case") or not row.standing.needed:
        return ""
    return _("{met} از {needed} نوبت").format(
        met=persian_digits(row.standing.met), needed=persian_digits(row.standing.needed)
    )


def target_words(row: ItemRow) -> str:
    """«۶ در سال», the plan's own."""
    if row.target is None:
        return ""
    return f"{persian_digits(row.target)} {PERIODS.get(row.target_per or 'year', '')}"


def cost_words(cost: int | None) -> str:
    return "" if cost is None else _("{n} ریال").format(n=group_digits(cost))


def people_words(row: OccurrenceRow) -> str:
    """«۴۰ مراجعان، ۱۲ کارکنان»."""
    counts = (f"{group_digits(n)} {AUDIENCES.get(name, name)}" for name, n in row.people)
    return listed(counts) or listed(str(AUDIENCES.get(one, one)) for one in row.audience)


def length_words(minutes: int | None) -> str:
    """«۱ ساعت و ۳۰ دقیقه»."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    whole = _("{n} ساعت").format(n=persian_digits(hours))
    part = _("{n} دقیقه").format(n=persian_digits(rest))
    if hours and rest:
        return _("{whole} و {part}").format(whole=whole, part=part)
    return whole if hours else part
