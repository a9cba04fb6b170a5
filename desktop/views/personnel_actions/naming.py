"""Naming a further person on a case: from then on the case is on that person's laptop too."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.personnel_actions import NameParty
from desktop.models.directory_queries import find_persons
from desktop.models.text import persian_digits
from desktop.views.navigation import Workplace
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.step_dialog import StepDialog, lacking
from resources.wording.personnel_actions import DUTIES
from resources.words import _, listed

_DUTIES = ("issuer", "clerk", "manager", "recorder")
MOST = 2000


def persons(session: Session) -> list[tuple[str, str]]:
    """Everybody of the directory, to choose from: id in hex, name and number."""
    return [
        (one.id.hex(), listed((one.name, persian_digits(one.personnel_no or ""))))
        for one in find_persons(session, "", limit=MOST)
        if one.stands_as == one.id
    ]


def name_party(record: bytes, kind: str, work: Workplace) -> StepDialog:
    """Who, and what for; the person concerned is refused."""
    person = ChoiceField(_("شخص"), [], empty=_("برگزینید"), search=True, required=True)
    duties = [(code, str(DUTIES[code])) for code in _DUTIES]
    duty = ChoiceField(_("برای چه کاری"), duties, search=False, required=True)
    duty.set_value(_DUTIES[0])
    work.tasks.read(person, persons, person.set_options)

    def make() -> Command | None:
        if lacking(person, person.value()):
            return None
        return NameParty(record, bytes.fromhex(person.value()), duty.value(), kind)

    words = _("این شخص از این پس همهٔ پرونده را می‌بیند؛ نامش از آن برداشته نمی‌شود.")
    fields = {"person": person, "duty": duty}
    return StepDialog(
        work, _("افزودن دارندهٔ پرونده"), words, _("افزودن"), fields, make, icon="users"
    )
