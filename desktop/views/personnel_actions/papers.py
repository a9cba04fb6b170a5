"""What the pages of a person print and store. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from desktop.documents import printing
from desktop.documents.personnel_papers import Appraised, appraisal_paper, card_paper
from desktop.models.blobs import Stored
from desktop.models.personnel_actions.report_cards import appraisal_data, card_data, check_card
from desktop.views.navigation import Workplace
from desktop.views.shared.printed import Make, origin, reader_of


def report_card(person: bytes, starts: date, ends: date, work: Workplace) -> Make:
    """A preview of the card; it says «پیش‌نویس»."""

    def make(session: Session) -> bytes:
        check_card(session, reader_of(work), person, work.desk().today)
        return card_paper(card_data(session, person, starts, ends), origin(session, work))

    return make


def store_card(
    person: bytes, starts: date, ends: date, work: Workplace
) -> Callable[[Session], Stored]:
    """Makes the card as it is given, and keeps its bytes."""

    def store(session: Session) -> Stored:
        check_card(session, reader_of(work), person, work.desk().today)
        data = card_data(session, person, starts, ends)
        made = card_paper(data, origin(session, work), issued=True)
        return work.blobs.add(session, made, printing.PDF)

    return store


def appraisal(person: bytes, starts: date, ends: date, case: Appraised, work: Workplace) -> Make:
    """A preview of the sheet; it says «پیش‌نویس»."""

    def make(session: Session) -> bytes:
        check_card(session, reader_of(work), person, work.desk().today)
        data = appraisal_data(session, person, starts, ends)
        return appraisal_paper(data, case, origin(session, work))

    return make


def store_appraisal(
    person: bytes, starts: date, ends: date, case: Appraised, work: Workplace
) -> Callable[[Session], Stored]:
    """Makes the sheet as it is issued, and keeps its bytes."""

    def store(session: Session) -> Stored:
        check_card(session, reader_of(work), person, work.desk().today)
        data = appraisal_data(session, person, starts, ends)
        made = appraisal_paper(data, case, origin(session, work), issued=True)
        return work.blobs.add(session, made, printing.PDF)

    return store


def stored(sha256: bytes, work: Workplace) -> Make:
    """The bytes that were given."""
    return lambda session: work.blobs.read(session, sha256)
