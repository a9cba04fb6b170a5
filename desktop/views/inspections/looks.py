"""How states, severities and kinds of inspections look and read on the window."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from desktop.models import reference
from desktop.models.calendar import clock, in_iran, relative_day, short_date
from desktop.models.inspections.rows import ActionRow, FindingRow, VisitRow
from desktop.models.text import persian_digits
from desktop.views.shared.countdown import CountdownLook, days_countdown
from desktop.views.shared.pill import Glyph, PillLook
from desktop.views.shared.tags import Tag, count_tag, indicator_tag
from resources.words import Lazy, _, lazy, listed

SEVERITIES: Final = ("observation", "minor", "major", "critical")
SEVERITY_TONES: Final = {
    "observation": "neutral",
    "minor": "info",
    "major": "warning",
    "critical": "danger",
}
UNDONE_ACTIONS: Final = ("proposed", "agreed", "in_progress", "reopened")
OPEN_ACTIONS: Final = ("proposed", "agreed", "in_progress", "done_claimed", "reopened")

_Look = tuple[Lazy, str, Glyph]
RETURNED: Final[_Look] = (lazy("بازگشته برای اصلاح"), "danger", "back")
VISITS: Final[Mapping[str, _Look]] = {
    "draft": (lazy("پیش‌نویس"), "neutral", "dash"),
    "ordered": (lazy("حکم صادر شد"), "info", "ring"),
    "in_progress": (lazy("در حال بازرسی"), "accent", "pie1"),
    "report_draft": (lazy("نگارش گزارش"), "accent", "pie2"),
    "under_review": (lazy("در بررسی رئیس"), "warning", "pie3"),
    "approved": (lazy("تأیید شد"), "success", "pie4"),
    "sent_to_agency": (lazy("ارسال به دستگاه"), "info", "pie4"),
    "closed": (lazy("بسته"), "neutral", "check"),
    "cancelled": (lazy("لغو شد"), "neutral", "cross"),
}
FINDINGS: Final[Mapping[str, _Look]] = {
    "draft": (lazy("پیش‌نویس"), "neutral", "dash"),
    "confirmed": (lazy("تأیید سرپرست"), "accent", "pie1"),
    "communicated": (lazy("ابلاغ شد"), "info", "pie2"),
    "answered": (lazy("پاسخ رسید"), "warning", "pie3"),
    "action_required": (lazy("نیازمند اقدام"), "accent", "pie3"),
    "no_action": (lazy("بدون نیاز به اقدام"), "neutral", "check"),
    "closed": (lazy("بسته"), "neutral", "check"),
    "withdrawn": (lazy("پس گرفته شد"), "neutral", "cross"),
}
ACTIONS: Final[Mapping[str, _Look]] = {
    "proposed": (lazy("پیشنهاد شد"), "accent", "dash"),
    "agreed": (lazy("توافق شد"), "info", "ring"),
    "in_progress": (lazy("در حال انجام"), "info", "pie2"),
    "done_claimed": (lazy("اعلام انجام"), "warning", "pie3"),
    "verified": (lazy("راستی‌آزمایی شد"), "success", "pie4"),
    "reopened": (lazy("بازگشت برای انجام"), "danger", "back"),
    "effective": (lazy("اثربخش"), "success", "check"),
    "ineffective": (lazy("بی‌اثر"), "danger", "again"),
}
SPECIAL_REPORTS: Final[Mapping[str, _Look]] = {
    "draft": (lazy("پیش‌نویس"), "neutral", "dash"),
    "final": (lazy("نهایی"), "success", "pie4"),
}


_TABLES: Final[Mapping[str, Mapping[str, _Look]]] = {
    "visits": VISITS,
    "findings": FINDINGS,
    "corrective_actions": ACTIONS,
    "special_reports": SPECIAL_REPORTS,
}


def _look(table: Mapping[str, _Look], state: str) -> PillLook:
    if state not in table:
        return PillLook(state)
    words, tone, glyph = table[state]
    return PillLook(str(words), tone, glyph)


def visit_look(row: VisitRow) -> PillLook:
    """A report that came back is drawn as such, though its state is that of writing."""
    if row.returned and row.state == "report_draft":
        words, tone, glyph = RETURNED
        return PillLook(str(words), tone, glyph)
    return _look(VISITS, row.state)


def visit_state_look(state: str) -> PillLook:
    return _look(VISITS, state)


def finding_look(row: FindingRow) -> PillLook:
    return _look(FINDINGS, row.state)


def action_look(row: ActionRow) -> PillLook:
    return _look(ACTIONS, row.state)


def state_look(kind: str, state: str) -> PillLook:
    """The pill of a state, by the kind of the record."""
    return _look(_TABLES[kind], state)


def state_words(kind: str, state: str) -> str:
    """A state as a step of the history names it."""
    return state_look(kind, state).words


def choice_words(name: str, code: str | None) -> str:
    """A code of a list of ``choices.csv`` in words; a code unknown here is shown as it is."""
    if not code:
        return ""
    words = reference.choices(name).get(code)
    return str(words) if words is not None else code


def options(name: str) -> list[tuple[str, str]]:
    """A list of ``choices.csv`` as choices to show."""
    return [(code, str(words)) for code, words in reference.choices(name).items()]


def kind_words(row: VisitRow) -> str:
    """What matters first of a visit's kind: that nobody was told of it."""
    return _("سرزده") if not row.announced else choice_words("inspection_kind", row.kind)


def nature_words(row: VisitRow) -> str:
    """«برنامه‌ای، سرزده، محسوس»."""
    notice = "announced" if row.announced else "unannounced"
    visibility = "covert" if row.covert else "overt"
    parts = (
        choice_words("inspection_kind", row.kind),
        choice_words("notice", notice),
        choice_words("visibility", visibility),
    )
    return listed(parts)


def unit_words(row: VisitRow) -> str:
    """The unit's name; of a covert visit nobody outside the team has one before the reveal."""
    return row.unit or _("پنهان تا افشا")


def title_words(row: VisitRow) -> str:
    """«بازرسی سرزده · واحد نمونهٔ ب»."""
    return _("بازرسی {kind} · {unit}").format(kind=kind_words(row), unit=unit_words(row))


def severity_tag(severity: str) -> Tag:
    return Tag(choice_words("severity", severity), SEVERITY_TONES.get(severity, "neutral"))


def severity_look(severity: str) -> PillLook:
    """The severity beside a finding: the fuller the pie, the worse."""
    glyphs: dict[str, Glyph] = {"minor": "pie1", "major": "pie3", "critical": "pie4"}
    return PillLook(
        choice_words("severity", severity),
        SEVERITY_TONES.get(severity, "neutral"),
        glyphs.get(severity, "ring"),
    )


def severity_counts(row: VisitRow) -> tuple[Tag, ...]:
    """Counts of findings, the worst first."""
    return tuple(
        count_tag(
            count,
            SEVERITY_TONES[severity],
            _("{n} یافتهٔ {severity}").format(
                n=persian_digits(count), severity=choice_words("severity", severity)
            ),
        )
        for severity in reversed(SEVERITIES)
        if (count := getattr(row, severity))
    )


def indicator_mark(code: str | None) -> Tag:
    return indicator_tag(code, indicator_words(code)) if code else Tag("—", "neutral")


def indicator_words(code: str | None) -> str:
    if not code:
        return ""
    for row in reference.load("foad_indicators"):
        if row["code"] == code:
            return str(reference.name_of(row, "short"))
    return code


def criterion_words(code: str | None) -> str:
    """A criterion by its title; one that was typed stands as it was typed."""
    if not code:
        return ""
    for row in reference.load("legal_references"):
        if row["code"] == code:
            return str(reference.name_of(row, "title"))
    return code


def number_words(number: int) -> str:
    """«یافتهٔ ۲»."""
    return _("یافتهٔ {n}").format(n=persian_digits(number))


def due_look(row: ActionRow, today: date) -> CountdownLook | None:
    """What is left until the action is due; nothing counts once it is claimed done."""
    if row.due_on is None or row.state not in UNDONE_ACTIONS:
        return None
    left = (row.due_on - today).days
    return days_countdown(left, relative_day(row.due_on, today))


def moment_words(at: datetime) -> str:
    """«۹ آبان، ۱۳:۲۰»."""
    local = in_iran(at)
    return _("{day}، {time}").format(day=short_date(local.date()), time=clock(local))
