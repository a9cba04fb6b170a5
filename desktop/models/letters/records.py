"""The tables of letters: the register of an office, and its templates (``domain.md`` 10.13)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Integer, String, func, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import DERIVED, Base, Id, Json, Synced
from desktop.models.transitions import state_column


class Letter(Synced, Base):
    """A letter that goes out or came in.

    ``number`` is as printed; ``year`` and ``serial`` are its place in the office's register and
    come from the secretariat's vault alone. ``in_number`` and ``in_date`` are the sender's.
    ``record_kind`` and ``record_id`` name what it is about, ``answers_id`` the letter it answers.
    """

    __tablename__ = "letters"
    direction: Mapped[str] = mapped_column(String(4), default="out")
    year: Mapped[int | None] = mapped_column(Integer)
    serial: Mapped[int | None] = mapped_column(Integer)
    number: Mapped[str | None]
    letter_date: Mapped[date | None]
    attachment_note: Mapped[str | None]
    sender: Mapped[str]
    addressee: Mapped[str]
    addressee_agency: Mapped[str | None] = mapped_column(String(24))
    addressee_province: Mapped[str | None] = mapped_column(String(2))
    copies: Mapped[Any] = mapped_column(Json)
    subject: Mapped[str]
    body: Mapped[str]
    signatory: Mapped[str | None]
    template_code: Mapped[str | None] = mapped_column(String(40))
    record_kind: Mapped[str | None] = mapped_column(String(40))
    record_id: Mapped[bytes | None] = mapped_column(Id, index=True)
    answers_id: Mapped[bytes | None] = mapped_column(Id)
    pdf_sha256: Mapped[bytes | None]
    issued_at: Mapped[datetime | None]
    void_reason: Mapped[str | None]
    in_number: Mapped[str | None]
    in_date: Mapped[date | None]
    state: Mapped[str] = state_column()
    folded: Mapped[str] = mapped_column(info=DERIVED)

    __table_args__ = (Index("ix_letters_register", "office_id", "year", "serial"),)


LAST = literal_column("9999999", Integer)
"""The year and serial number by which drafts stand before all numbers."""

_PLACE = (func.coalesce(Letter.year, LAST), func.coalesce(Letter.serial, LAST), Letter.id)

# A vault's search looks for parts of words, which no tree finds: it goes through all lines. Where
# the index holds what is looked at, that is several times as quick. PostgreSQL takes no entry of
# an index as long as a subject may be, and a register is not searched there.
Index("ix_letters_searched", *_PLACE, Letter.deleted_at, Letter.folded).ddl_if(dialect="sqlite")
Index("ix_letters_place", *_PLACE).ddl_if(dialect="postgresql")


class LetterTemplate(Synced, Base):
    """A version of a letter's wording; ``own`` ones belong to the office that edited them.

    ``body`` holds subject, paragraphs and the names of the fields to be filled.
    """

    __tablename__ = "letter_templates"
    code: Mapped[str] = mapped_column(String(40), index=True)
    version: Mapped[int] = mapped_column(Integer)
    title_fa: Mapped[str]
    title_en: Mapped[str | None]
    own: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    body: Mapped[Any] = mapped_column(Json)
