"""What an officer records on behalf of a unit: by which letter, and for whom (``domain.md`` 10)."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from desktop.models.letters.queries import LetterFilter, letters_page
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.navigation import Workplace
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.fields import Field, TextField
from desktop.views.shared.step_dialog import lacking
from resources.words import _


class Behalf:
    """The two fields of an act on behalf: the unit's letter, and «نام، سمت» of who acts."""

    def __init__(self, work: Workplace, visit: bytes, present: str = "") -> None:
        self.own = work.desk().role == "agency_responder"
        self.letter = ChoiceField(_("نامهٔ واحد"), [], empty=_("برگزینید"), required=True)
        self.letter.set_hint(_("نامه‌هایی که دبیرخانه برای این بازرسی ثبت کرده است."))
        self.who = TextField(_("به نیابت از"), present, required=True, placeholder=_("نام، سمت"))
        if not self.own:
            work.tasks.read(self.letter, partial(_letters, visit), self._show_letters)

    def fields(self) -> dict[str, Field]:
        """To put into a dialog; a responder of the agency acts for himself."""
        return {} if self.own else {"document": self.letter, "on_behalf_of": self.who}

    def is_lacking(self) -> bool:
        if self.own:
            return False
        return lacking(self.letter, self.letter.value()) or lacking(
            self.who, self.who.value().strip()
        )

    def document(self) -> bytes | None:
        return bytes.fromhex(self.letter.value()) if not self.own else None

    def on_behalf_of(self) -> str | None:
        return self.who.value().strip() if not self.own else None

    def _show_letters(self, found: list[tuple[str, str]]) -> None:
        self.letter.set_options(found)
        if len(found) == 1:
            self.letter.set_value(found[0][0])
        if not found:
            self.letter.set_warning(_("نخست دبیرخانه نامهٔ رسیدهٔ واحد را ثبت کند."))


def _letters(visit: bytes, session: Session) -> list[tuple[str, str]]:
    found = []
    for row in letters_page(session, LetterFilter(direction="in", record_id=visit)).rows:
        number = ltr_isolate(persian_digits(row.in_number or row.number or ""))
        found.append((row.id.hex(), f"{number} · {row.subject}"))
    return found
