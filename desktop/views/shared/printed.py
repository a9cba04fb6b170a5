"""Who prints what, where and when: what every paper of a feature begins with."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from desktop.documents import printing
from desktop.documents.visit_papers import Origin
from desktop.models.reader import Reader
from desktop.views.navigation import Workplace

Make = Callable[[Session], bytes]
"""Makes a PDF on the database thread, for ``navigation.Paper``."""


def reader_of(work: Workplace) -> Reader:
    """Who sits here, as queries ask for."""
    desk = work.desk()
    return desk.reader


def origin(session: Session, work: Workplace) -> Origin:
    """The office of who sits here, at this moment."""
    desk = work.desk()
    return printing.origin_of(
        session,
        office=desk.office,
        vault=desk.journal.vault,
        now=desk.now,
        printed_for=desk.name,
    )
