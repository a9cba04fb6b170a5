"""What the page of a meeting prints and stores. No Qt."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from desktop.documents import printing
from desktop.documents.meeting_papers import minutes_paper
from desktop.errors import Refused
from desktop.models.blobs import Stored
from desktop.models.meetings.queries import meeting_detail
from desktop.models.meetings.rows import MeetingDetail
from desktop.views.navigation import Workplace
from desktop.views.shared.printed import Make, origin, reader_of


def minutes(meeting: bytes, work: Workplace) -> Make:
    """The stored bytes once the minutes were signed; before that the agenda, or a draft."""

    def make(session: Session) -> bytes:
        detail = _detail(session, meeting, work)
        if detail.minutes is not None:
            return work.blobs.read(session, detail.minutes)
        return minutes_paper(detail, origin(session, work))

    return make


def store_minutes(meeting: bytes, work: Workplace) -> Callable[[Session], Stored]:
    """Makes the minutes as the chair signs them, and keeps their bytes."""

    def store(session: Session) -> Stored:
        detail = _detail(session, meeting, work)
        made = minutes_paper(detail, origin(session, work), signed=True)
        return work.blobs.add(session, made, printing.PDF)

    return store


def _detail(session: Session, meeting: bytes, work: Workplace) -> MeetingDetail:
    found = meeting_detail(session, meeting, reader=reader_of(work), today=work.desk().today)
    if found is None:
        raise Refused("record_not_here")
    return found
