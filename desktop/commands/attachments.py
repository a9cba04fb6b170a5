"""Files and photos of records; the bytes are in the blob store before the record names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.inspections import check_team
from desktop.commands.records import get, require, tidy
from desktop.errors import Refused
from desktop.models.attachments import Attachment
from desktop.models.inspections.evidence import same_photo
from desktop.models.inspections.records import (
    CorrectiveAction,
    Finding,
    HandOverSignature,
    SpecialReport,
    Visit,
)
from desktop.models.journal import Act
from desktop.models.letters import rules as letter_rules
from desktop.models.letters.records import Letter
from desktop.models.photos import MOST_BYTES

MOST_FILES: Final = 25

MayAttach = Callable[[Session, Desk, bytes], None]


@dataclass(frozen=True, slots=True)
class AttachFile:
    """Attach a stored file to a record; a photo may answer a question and show a named view."""

    record_kind: str
    record_id: bytes
    name: str
    media_type: str
    size: int
    sha256: bytes
    view: str = ""
    item: str | None = None
    shrunk_sha256: bytes | None = None
    thumb_sha256: bytes | None = None
    taken_at: datetime | None = None
    width: int | None = None
    height: int | None = None
    caption: str | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        if self.size <= 0:
            raise Refused("attachment_empty", name=self.name)
        if self.size > MOST_BYTES:
            raise Refused("attachment_too_large", name=self.name, most=MOST_BYTES >> 20)
        check_attach(session, desk, self.record_kind, self.record_id)
        self._refuse_twin(session)
        self._refuse_too_many(session)
        session.add(
            Attachment(
                id=self.id or desk.new_id(),
                record_kind=self.record_kind,
                record_id=self.record_id,
                item=self.item,
                view=self.view,
                name=tidy(self.name) or "",
                media_type=self.media_type,
                size=self.size,
                sha256=self.sha256,
                shrunk_sha256=self.shrunk_sha256,
                thumb_sha256=self.thumb_sha256,
                taken_at=self.taken_at,
                width=self.width,
                height=self.height,
                caption=tidy(self.caption),
            )
        )

    def _refuse_too_many(self, session: Session) -> None:
        """Of a finding, or of one question of a visit, at most 25 (``security.md`` 2.7)."""
        here = (
            Attachment.record_kind == self.record_kind,
            Attachment.record_id == self.record_id,
            Attachment.item.is_(None) if self.item is None else Attachment.item == self.item,
            Attachment.deleted_at.is_(None),
        )
        count = session.execute(select(func.count()).select_from(Attachment).where(*here))
        if count.scalar_one() >= MOST_FILES:
            raise Refused("attachment_too_many", most=MOST_FILES)

    def _refuse_twin(self, session: Session) -> None:
        """A visit holds a photo once: two proofs must not be one picture."""
        visit = self.record_id
        if self.record_kind == "findings":
            visit = get(session, Finding, visit).visit_id
        elif self.record_kind != "visits":
            return
        if same_photo(session, visit, self.sha256) is not None:
            raise Refused("attachment_twice", name=self.name)


@dataclass(frozen=True, slots=True)
class DescribeFile:
    """Say what a photo shows, or give it another caption."""

    attachment: bytes
    view: str = ""
    caption: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        attachment = get(session, Attachment, self.attachment)
        check_attach(session, desk, attachment.record_kind, attachment.record_id)
        attachment.view, attachment.caption = self.view, tidy(self.caption)


@dataclass(frozen=True, slots=True)
class RemoveAttachment:
    """Take a file off its record; it can be brought back from the trash."""

    attachment: bytes
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        attachment = get(session, Attachment, self.attachment)
        check_attach(session, desk, attachment.record_kind, attachment.record_id)
        attachment.deleted_at = desk.now


@dataclass(frozen=True, slots=True)
class OpenFileElsewhere:
    """Note that a file leaves the encryption for another program: who, when, and which file.

    No record changes; the entry itself is what stays (``security.md`` 2.7).
    """

    attachment: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        attachment = get(session, Attachment, self.attachment)
        desk.journal.note(
            session,
            Act(
                actor=desk.person,
                role=desk.role,
                command=type(self).__name__,
                office=desk.office,
                reason=f"{attachment.sha256.hex()} {attachment.name}",
            ),
        )


def _to_visit(session: Session, desk: Desk, key: bytes) -> None:
    check_team(session, desk, get(session, Visit, key))


def _to_finding(session: Session, desk: Desk, key: bytes) -> None:
    _to_visit(session, desk, get(session, Finding, key).visit_id)


def _to_signature(session: Session, desk: Desk, key: bytes) -> None:
    _to_visit(session, desk, get(session, HandOverSignature, key).visit_id)


def _to_action(session: Session, _desk: Desk, key: bytes) -> None:
    if get(session, CorrectiveAction, key).state in {"verified", "effective", "ineffective"}:
        raise Refused("action_settled")


def _to_report(session: Session, _desk: Desk, key: bytes) -> None:
    if get(session, SpecialReport, key).state != "draft":
        raise Refused("special_report_final")


def _to_letter(session: Session, _desk: Desk, key: bytes) -> None:
    letter = get(session, Letter, key)
    if letter.direction == "out":
        require(letter_rules.check_edit(letter.state))


_MAY_ATTACH: Final[Mapping[str, MayAttach]] = {
    "visits": _to_visit,
    "findings": _to_finding,
    "hand_over_signatures": _to_signature,
    "corrective_actions": _to_action,
    "special_reports": _to_report,
    "letters": _to_letter,
}
"""Who may attach to which kind, and until when; later features add their kinds here."""


def check_attach(session: Session, desk: Desk, kind: str, record: bytes) -> None:
    """Raise Refused unless files may be added to this record, or taken off it."""
    if kind not in _MAY_ATTACH:
        raise Refused("nothing_attaches_here", kind=kind)
    _MAY_ATTACH[kind](session, desk, record)
