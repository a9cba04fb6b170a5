"""The letters of a case, filled from their templates with what the case says. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.letters import DraftLetter
from desktop.models import reference
from desktop.models.calendar import iran_day, short_date
from desktop.models.directory import Office
from desktop.models.letters.queries import letter_templates
from desktop.models.meetings.records import Meeting
from desktop.models.personnel_actions.rows import PersonnelDetail
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.personnel_actions import looks
from resources.words import Both, _, listed

INVITATION, NOTIFICATION = "statement_invitation", "notification"
ANSWER_DAYS: Final = 7


class _Filled(dict[str, str]):
    """Fields of a template; one without a value stays visible to be filled by hand."""

    def __init__(self, values: Mapping[str, str], names: Mapping[str, Any]) -> None:
        super().__init__({name: value for name, value in values.items() if value})
        self._names = names

    def __missing__(self, name: str) -> str:
        return f"[{self._names.get(name, name)}]"


def templates_for(detail: PersonnelDetail) -> list[str]:
    """The letters that this case may need now, the likeliest first."""
    found = []
    if detail.setting.negative and detail.row.state in ("proposed", "heard"):
        found.append(INVITATION)
    if detail.setting.template and detail.row.state in ("approved", "heard"):
        found.insert(0 if detail.row.state == "approved" else 1, detail.setting.template)
    if detail.row.state in ("issued", "recorded", "notified"):
        found.append(NOTIFICATION)
    return found


def template_words(code: str) -> str:
    return str(Both(**_shipped(code)["title"]))


def letter_for(
    session: Session,
    detail: PersonnelDetail,
    code: str,
    *,
    office: bytes,
    today: date,
    key: bytes,
) -> DraftLetter:
    """The command that writes it; open blanks stand in brackets until they are filled."""
    own = next((row.body for row in letter_templates(session) if row.code == code), None)
    template = own or _shipped(code)
    names = {name: str(Both(**words)) for name, words in template.get("fields", {}).items()}
    values = _Filled(fields_of(session, detail, today), names)
    sender = session.execute(select(Office.name).where(Office.id == office)).scalar_one_or_none()
    paragraphs = template["body"]
    body = paragraphs if isinstance(paragraphs, str) else "\n".join(paragraphs)
    return DraftLetter(
        sender or _("دفتر بازرسی"),
        _addressee(detail, code),
        str(template["subject"]).format_map(values),
        body.format_map(values),
        template_code=code,
        record_kind="personnel_actions",
        record_id=detail.row.id,
        id=key,
    )


def _addressee(detail: PersonnelDetail, code: str) -> str:
    if code == "removal_proposal":
        return _("مقام محترم منصوب‌کننده")
    if code == "board_referral":
        return _("هیأت محترم رسیدگی به تخلفات اداری")
    return "\n".join(
        part for part in (detail.row.person_name, looks.post_words(detail.row)) if part
    )


def fields_of(session: Session, detail: PersonnelDetail, today: date) -> dict[str, str]:
    """What a template can know of a case; the post is that of the day."""
    row, setting = detail.row, detail.setting
    meeting = session.get(Meeting, detail.meeting_id) if detail.meeting_id else None
    decided = next((one.at for one in reversed(detail.steps) if one.to_state == "approved"), None)
    legal = next(
        (one for one in reference.load("legal_references") if one["code"] == detail.legal_basis),
        None,
    )
    reward = detail.form or ""
    if detail.amount:
        reward = listed((looks.amount_words(detail.amount), detail.form))
    values = {
        "person": row.person_name,
        "post": row.post or "",
        "unit": row.unit_name or "",
        "day": short_date(row.happened_on),
        "indicator": looks.indicator_words(row.indicator),
        "reason": detail.reason.rstrip("."),
        "legal_basis": str(reference.name_of(legal, "title")) if legal else "",
        "meeting_number": ltr_isolate(meeting.number) if meeting else "",
        "decided_on": short_date(iran_day(decided)) if decided else "",
        "reward": reward or looks.kind_words(row.kind),
        "objection_days": str(setting.objection_days or ""),
        "answer_due": short_date(today + timedelta(days=ANSWER_DAYS)),
        "sources": "؛ ".join(looks.source_words(one.title) for one in detail.sources),
        "letter_number": ltr_isolate(row.letter_number or ""),
        "letter_date": short_date(detail.letter_date) if detail.letter_date else "",
        "what": looks.kind_words(row.kind),
        "annexes": "، ".join(
            (_("اظهار شخص"), _("صورت‌جلسهٔ ستاد"), *(one.title for one in detail.sources))
        ),
    }
    return {name: persian_digits(value) for name, value in values.items()}


def _shipped(code: str) -> Mapping[str, Any]:
    return next(one for one in reference.letter_template_contents() if one["code"] == code)
