"""Numbers of blank forms: each printed form has its own, so that a filled one is known again.

``OFFICE-YYMMDD-VVVVB-NN``: office, Jalali day, code of the vault with its batch of that day, form.
The vault's code keeps two laptops of an office apart.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.base import Base, Local
from desktop.models.calendar import jalali
from desktop.models.inspections.codes import vault_code


class FormBatch(Local, Base):
    """How many batches this vault has printed for an office on a day."""

    __tablename__ = "form_batches"
    office: Mapped[str] = mapped_column(String(24), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    batches: Mapped[int] = mapped_column(Integer)


def next_batch(
    session: Session, office: str, day: date, vault: bytes, count: int
) -> tuple[str, ...]:
    """The numbers of a fresh batch; ``office`` is the office's code. Never gives one twice."""
    row = session.get(FormBatch, (office, day))
    if row is None:
        row = FormBatch(office=office, day=day, batches=0)
        session.add(row)
    row.batches += 1
    session.flush()
    year, month, number = jalali(day)
    batch = f"{office}-{year % 100:02}{month:02}{number:02}-{vault_code(vault)}{row.batches}"
    return tuple(f"{batch}-{form:02}" for form in range(1, count + 1))
