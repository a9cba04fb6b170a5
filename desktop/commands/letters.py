"""What people do with letters: write, number, issue, send, receive, void (``domain.md`` 10.13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.records import change, get, require, required, tidy
from desktop.errors import Refused
from desktop.models import guards, registry, scopes
from desktop.models.attachments import Attachment
from desktop.models.calendar import jalali
from desktop.models.journal import lookup
from desktop.models.letters import rules
from desktop.models.letters.records import Letter, LetterTemplate
from desktop.models.transitions import move

FIELDS: Final = frozenset(
    {"attachment_note", "sender", "addressee", "addressee_agency", "addressee_province", "copies"}
    | {"subject", "body", "signatory", "template_code"}
)
OBLIGATORY: Final = ("sender", "addressee", "subject", "body")


@dataclass(frozen=True, slots=True)
class DraftLetter:
    """Write a letter without a number; it prints as «پیش‌نویس» until the secretariat numbers it."""

    sender: str
    addressee: str
    subject: str
    body: str
    signatory: str | None = None
    attachment_note: str | None = None
    addressee_agency: str | None = None
    addressee_province: str | None = None
    copies: tuple[str, ...] = ()
    template_code: str | None = None
    record_kind: str | None = None
    record_id: bytes | None = None
    answers: bytes | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        _may_write(desk, self.record_kind)
        _not_of_a_hidden_case(session, desk, self.record_kind, self.record_id)
        letter = Letter(
            id=self.id or desk.new_id(),
            direction="out",
            record_kind=self.record_kind,
            record_id=self.record_id,
            answers_id=self.answers,
        )
        changes = {name: getattr(self, name) for name in FIELDS} | {"copies": list(self.copies)}
        change(letter, changes, FIELDS)
        _check(letter)
        session.add(letter)


@dataclass(frozen=True, slots=True)
class AmendLetter:
    """Change a letter that has no number yet."""

    letter: bytes
    changes: Mapping[str, Any]

    def __call__(self, session: Session, desk: Desk) -> None:
        letter = get(session, Letter, self.letter)
        _may_write(desk, letter.record_kind)
        require(rules.check_edit(letter.state))
        change(letter, self.changes, FIELDS)
        _check(letter)


@dataclass(frozen=True, slots=True)
class NumberLetter:
    """The secretariat gives the next number of its register, and the date."""

    letter: bytes
    letter_date: date | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        letter = get(session, Letter, self.letter)
        _number(session, desk, letter, self.letter_date or desk.today)


@dataclass(frozen=True, slots=True)
class StoreIssuedPdf:
    """Keep the bytes of a numbered letter as they were issued; a reprint is the same bytes."""

    letter: bytes
    pdf_sha256: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        letter = get(session, Letter, self.letter)
        require(guards.for_roles(desk.role, "numbered", guards.SECRETARIAT))
        if letter.state != "numbered":
            raise Refused("letter_not_numbered")
        if letter.pdf_sha256 is not None:
            raise Refused("letter_issued_already")
        letter.pdf_sha256, letter.issued_at = self.pdf_sha256, desk.now


@dataclass(frozen=True, slots=True)
class SendLetter:
    """The secretariat sends a numbered and issued letter."""

    letter: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        send(session, get(session, Letter, self.letter))


@dataclass(frozen=True, slots=True)
class RegisterIncomingLetter:
    """The secretariat enters what came in, under the next number of its register.

    ``in_number`` and ``in_date`` are the sender's, as printed. A letter that it answers is then
    answered.
    """

    sender: str
    addressee: str
    subject: str
    in_number: str
    in_date: date
    body: str | None = None
    signatory: str | None = None
    attachment_note: str | None = None
    record_kind: str | None = None
    record_id: bytes | None = None
    answers: bytes | None = None
    received_on: date | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        if self.in_date > desk.today:
            raise Refused("letter_date_in_future", field="in_date")
        _not_of_a_hidden_case(session, desk, self.record_kind, self.record_id)
        letter = Letter(
            id=self.id or desk.new_id(),
            direction="in",
            copies=[],
            sender=required(self.sender, "letter_incomplete", "sender"),
            addressee=required(self.addressee, "letter_incomplete", "addressee"),
            subject=required(self.subject, "letter_incomplete", "subject"),
            body=tidy(self.body) or "",
            signatory=tidy(self.signatory),
            attachment_note=tidy(self.attachment_note),
            in_number=required(self.in_number, "letter_incomplete", "in_number"),
            in_date=self.in_date,
            record_kind=self.record_kind,
            record_id=self.record_id,
            answers_id=self.answers,
        )
        session.add(letter)
        session.flush()
        _number(session, desk, letter, self.received_on or desk.today)
        answered = get(session, Letter, self.answers) if self.answers else None
        if answered is not None and answered.state == "sent":
            move(session, answered, "answered", {"answer": letter.id.hex()})


@dataclass(frozen=True, slots=True)
class VoidLetter:
    """Void a spoilt letter; its number is never used again."""

    letter: bytes
    reason: str

    def __call__(self, session: Session, desk: Desk) -> None:
        letter = get(session, Letter, self.letter)
        move(session, letter, "void", {"number": letter.number}, reason=tidy(self.reason))
        letter.void_reason = tidy(self.reason)


@dataclass(frozen=True, slots=True)
class EditLetterTemplate:
    """Keep the office's own wording of a template, as its next version."""

    code: str
    title: str
    body: Mapping[str, Any]
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        require(rules.check_template(self.body))
        last = select(func.max(LetterTemplate.version)).where(LetterTemplate.code == self.code)
        session.add(
            LetterTemplate(
                id=self.id or desk.new_id(),
                code=self.code,
                version=(session.execute(last).scalar_one() or 0) + 1,
                title_fa=required(self.title, "title_missing", "title"),
                own=True,
                body=dict(self.body),
            )
        )


def send(session: Session, letter: Letter) -> None:
    """Move a letter out; also part of sending a report with its letter."""
    issued = letter.pdf_sha256.hex() if letter.pdf_sha256 else None
    move(session, letter, "sent", {"direction": letter.direction, "pdf": issued})


def document_of(session: Session, key: bytes | None) -> str | None:
    """The letter or attachment on which something is recorded on behalf, as a fact."""
    if key is None:
        return None
    if session.get(Letter, key) is None and session.get(Attachment, key) is None:
        raise Refused("document_missing", field="document")
    return key.hex()


def _number(session: Session, desk: Desk, letter: Letter, day: date) -> None:
    if day > desk.today:
        raise Refused("letter_date_in_future", field="letter_date")
    year = jalali(day)[0]
    last = select(func.max(Letter.serial)).where(
        Letter.office_id == letter.office_id, Letter.year == year
    )
    serial = (session.execute(last).scalar_one() or 0) + 1
    facts = {
        "year": year,
        "serial": serial,
        "number": rules.number_of(year, serial),
        "letter_date": day.isoformat(),
    }
    move(session, letter, "numbered", facts)
    letter.year, letter.serial = year, serial
    letter.number, letter.letter_date = rules.number_of(year, serial), day


def _may_write(desk: Desk, about: str | None) -> None:
    before_setad = about in {*rules.CONFINED, "meetings"}
    writers = rules.WRITERS if before_setad else guards.OFFICERS
    require(guards.for_roles(desk.role, "draft", *writers))


def _check(letter: Letter) -> None:
    missing = next((name for name in OBLIGATORY if not getattr(letter, name)), None)
    if missing:
        raise Refused("letter_incomplete", field=missing)


def _not_of_a_hidden_case(
    session: Session, desk: Desk, kind: str | None, record: bytes | None
) -> None:
    """A letter is read by the whole office, so it may not name what the office may not see."""
    if kind is None or record is None:
        return
    find = lookup(session)
    row = find(kind, record)
    if row is None:
        raise Refused("record_not_here")
    if kind in rules.CONFINED:
        return  # the letter goes where its case goes
    if scopes.office(desk.office) not in registry.kind_of(kind).scopes(row, find):
        raise Refused("letter_of_hidden_case")
