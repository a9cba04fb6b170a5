"""The invitation to a meeting, filled from its template; it names nobody of the agenda."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.letters import DraftLetter
from desktop.models import reference
from desktop.models.directory import Office
from desktop.models.letters.queries import letter_templates
from desktop.models.meetings.rows import MeetingDetail
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.meetings import looks
from resources.words import _

TEMPLATE = "meeting_invitation"


def invitation(
    session: Session, detail: MeetingDetail, *, office: bytes, key: bytes
) -> DraftLetter:
    """The command that writes it. The whole office reads it, so cases go by kind and count."""
    own = next((row.body for row in letter_templates(session) if row.code == TEMPLATE), None)
    shipped = next(one for one in reference.letter_template_contents() if one["code"] == TEMPLATE)
    template = own or shipped
    values = {
        "title": detail.row.title,
        "meeting_number": ltr_isolate(persian_digits(detail.row.number)),
        "at": looks.when_words(detail.row),
        "place": detail.row.place or "…",
        "agenda": _agenda(detail),
    }
    sender = session.execute(select(Office.name).where(Office.id == office)).scalar_one_or_none()
    paragraphs = template["body"]
    body = paragraphs if isinstance(paragraphs, str) else "\n".join(paragraphs)
    return DraftLetter(
        sender or _("دفتر بازرسی"),
        _("اعضای محترم {setad}").format(setad=detail.setad or _("ستاد")),
        str(template["subject"]).format_map(values),
        body.format_map(values),
        copies=tuple(one.name for one in detail.members),
        template_code=TEMPLATE,
        record_kind="meetings",
        record_id=detail.row.id,
        id=key,
    )


def _agenda(detail: MeetingDetail) -> str:
    kinds = Counter(item.kind for item in detail.items if item.kind)
    names = {
        row["code"]: str(reference.name_of(row, "title"))
        for row in reference.load("personnel_kinds")
    }
    parts = [
        _("{kind} ({n} پرونده)").format(kind=names.get(kind, kind), n=persian_digits(count))
        for kind, count in kinds.items()
    ]
    parts += [item.title for item in detail.items if not item.kind]
    return "؛ ".join(parts) or "…"
