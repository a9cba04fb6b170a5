"""Reading letters: the register page by page, one letter whole, the templates to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import QueryableAttribute, Session

from desktop.models import guards
from desktop.models.attachments import attachments_of
from desktop.models.behalf import delegator_words
from desktop.models.history import steps_of
from desktop.models.letters.records import LAST, Letter, LetterTemplate
from desktop.models.letters.rows import (
    Key,
    LetterDetail,
    LetterRow,
    LettersPage,
    LetterTemplateRow,
)
from desktop.models.letters.rules import CONFINED, LETTERS, WRITERS
from desktop.models.paging import beyond, paged, words_in
from desktop.models.people import Person
from desktop.models.reader import Reader
from desktop.models.text import fold, letter_key
from desktop.models.transitions import Transition
from desktop.models.waiting import HomePage, HomeRow, by_deadline

PLACE: Final = "letters"
_COLUMNS: Final[tuple[Any, ...]] = (
    Letter.id,
    Letter.direction,
    Letter.number,
    Letter.year,
    Letter.serial,
    Letter.letter_date,
    Letter.sender,
    Letter.addressee,
    Letter.subject,
    Letter.record_kind,
    Letter.record_id,
    Letter.in_number,
    Letter.in_date,
    Letter.pdf_sha256.is_not(None),
    Letter.state,
)
_STEPS: Final = {"numbered": "NumberLetter", "sent": "SendLetter", "void": "VoidLetter"}
_MANY: Final = 200


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """What the register shows; drafts stand before all numbers."""

    direction: str | None = None
    states: tuple[str, ...] = ()
    year: int | None = None
    text: str = ""
    record_id: bytes | None = None


def letters_page(
    session: Session, wanted: LetterFilter, after: Key | None = None, size: int = 100
) -> LettersPage:
    """The next lines of the register, the latest number first."""
    order = _order()
    query = (
        select(*_COLUMNS)
        .where(Letter.deleted_at.is_(None), *conditions(wanted))
        .order_by(*(column.desc() for column in order))
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(beyond(order, after, descending=True))
    return paged([LetterRow(*row) for row in session.execute(query)], size, _key)


_UNNUMBERED: Final = 9999_999


def _order() -> tuple[ColumnElement[int], ColumnElement[int], QueryableAttribute[bytes]]:
    # Word for word as the index has it.
    year: ColumnElement[int] = func.coalesce(Letter.year, LAST)
    serial: ColumnElement[int] = func.coalesce(Letter.serial, LAST)
    return year, serial, Letter.id


def _key(row: LetterRow) -> Key:
    return row.year or _UNNUMBERED, row.serial or _UNNUMBERED, row.id


def conditions(wanted: LetterFilter) -> list[ColumnElement[bool]]:
    """The conditions of a filter; a number is found with any signs between its parts."""
    found = words_in(_parts(wanted.text), Letter.folded)
    if wanted.direction is not None:
        found.append(Letter.direction == wanted.direction)
    if wanted.states:
        found.append(Letter.state.in_(wanted.states))
    if wanted.year is not None:
        found.append(Letter.year == wanted.year)
    if wanted.record_id is not None:
        found.append(Letter.record_id == wanted.record_id)
    return found


def letters_count(session: Session, wanted: LetterFilter) -> int:
    """How many letters the filter lets through."""
    query = select(func.count()).where(Letter.deleted_at.is_(None), *conditions(wanted))
    return session.execute(query).scalar_one()


def letter_detail(session: Session, key: bytes, *, reader: Reader) -> LetterDetail | None:
    """A letter with everything that its page and its print show."""
    letter = session.get(Letter, key)
    if letter is None or letter.deleted_at is not None:
        return None
    row = session.execute(select(*_COLUMNS).where(Letter.id == key)).one()
    return LetterDetail(
        row=LetterRow(*row),
        attachment_note=letter.attachment_note,
        copies=tuple(letter.copies or ()),
        body=letter.body,
        signatory=letter.signatory,
        template_code=letter.template_code,
        addressee_agency=letter.addressee_agency,
        addressee_province=letter.addressee_province,
        answers_id=letter.answers_id,
        pdf_sha256=letter.pdf_sha256,
        issued_at=letter.issued_at,
        void_reason=letter.void_reason,
        attachments=attachments_of(session, "letters", [key]).get(key, ()),
        steps=steps_of(session, "letters", key),
        in_place_of=_in_place_of(session, letter),
        may=tuple(_may(letter, reader)),
    )


def letter_templates(session: Session) -> tuple[LetterTemplateRow, ...]:
    """The latest version of each template; the office's own wording before the shipped one."""
    query = (
        select(*(getattr(LetterTemplate, name) for name in LetterTemplateRow.__slots__))
        .where(LetterTemplate.active.is_(True), LetterTemplate.deleted_at.is_(None))
        .order_by(LetterTemplate.code, LetterTemplate.own, LetterTemplate.version)
    )
    latest = {row.code: LetterTemplateRow(*row) for row in session.execute(query)}
    return tuple(latest.values())


def home(session: Session, *, reader: Reader, today: date) -> HomePage:
    """The letters that wait for the secretariat: to be numbered, issued, sent."""
    if reader.role != guards.SECRETARIAT:
        return by_deadline((), (), today=today)
    query = select(Letter).where(
        Letter.direction == "out",
        Letter.state.in_(("draft", "numbered")),
        Letter.deleted_at.is_(None),
    )
    rows = [
        HomeRow(
            PLACE,
            letter.id,
            "number" if letter.state == "draft" else "send",
            letter.subject,
            letter.addressee,
            letter.state,
            None,
            False,
            letter.updated_at,
        )
        for letter in session.execute(query.limit(_MANY)).scalars()
    ]
    return by_deadline(rows, (), today=today)


def _in_place_of(session: Session, letter: Letter) -> str | None:
    """In whose place the signatory acted, in what this letter is about or in the letter itself."""
    about = [one for one in (letter.id, letter.record_id) if one is not None]
    query = (
        select(Transition.on_behalf_of, Person.name)
        .join(Person, Person.id == Transition.actor)
        .where(
            Transition.record_id.in_(about),
            Transition.to_state.in_(("approved", "numbered")),
            Transition.on_behalf_of.is_not(None),
        )
        .order_by(Transition.stamps.desc())
    )
    signatory = fold(letter.signatory or "")
    for written, name in session.execute(query):
        if name and fold(name) in signatory:
            return delegator_words(written)
    return None


def _parts(text: str) -> str:
    return letter_key(text).replace("/", " ")


def _may(letter: Letter, reader: Reader) -> Iterator[str]:
    for target in LETTERS.onward(letter.state, reader.role):
        name = _STEPS.get(target) if reader.may_move("letters", target) else None
        incoming = letter.direction == "in"
        if name is None or (incoming and name != "VoidLetter"):
            continue
        if name != "SendLetter" or letter.pdf_sha256 is not None:
            yield name
    if not reader.whole and not reader.may_move("letters", "numbered"):
        return
    setad = letter.record_kind in {*CONFINED, "meetings"} and reader.role in WRITERS
    if letter.state == "draft" and (setad or reader.role in guards.OFFICERS):
        yield "AmendLetter"
    if (
        letter.state == "numbered"
        and letter.direction == "out"
        and letter.pdf_sha256 is None
        and reader.role == guards.SECRETARIAT
    ):
        yield "StoreIssuedPdf"
