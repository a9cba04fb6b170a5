"""A vault with a visit of forty questions, and who sits at it until the process is killed.

Run as a script with a vault's folder and the visit's id: answers half of the checklist, takes a
photo, is in the middle of a note, says «typing» and types on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.app import SignedIn
from desktop.commands.base import Desk, perform
from desktop.commands.inspections import OrderVisit, StartVisit
from desktop.models.attachments import Attachment
from desktop.models.base import Synced
from desktop.models.calendar import iran_day
from desktop.models.directory import Agency, ChecklistTemplate, County, Unit
from desktop.models.drafts import drafts
from desktop.models.people import Person as Staff
from desktop.models.vault import OpenVault, system_wall, unlock
from desktop.program import dress
from desktop.runtime.look import Look
from desktop.views.navigation import Place
from sync.protocol.ids import derived_id
from tests.builders import OFFICE, Wall
from tests.journeys.driver import Person, until
from tests.offices import Raw
from tests.vaults import PASSWORD, new_vault

QUESTIONS = 40
WITH_PHOTO = 10
ANSWERED = 20
NOTE = "جای صندوق شکایت خالی است و کسی نمی‌داند کجاست"
PHOTO = "wall.jpg"


class Now(Wall):
    """The clock of this computer."""

    def __call__(self) -> int:
        return system_wall()


def question(number: int) -> dict[str, Any]:
    """A «no» asks for a note, at one of them for a photo too."""
    forced: dict[str, Any] = {"answers": ["no"], "note": True}
    if number == WITH_PHOTO:
        forced["photos"] = [{"code": "far", "name": {"fa": "نمای دور", "en": "Far view"}}]
    return {
        "code": f"long.{number}",
        "type": "yes_no",
        "text": {"fa": f"پرسش نمونهٔ {number}؟", "en": f"Sample question {number}?"},
        "forces": [forced],
    }


TEMPLATE: dict[str, Any] = {
    "code": "long",
    "version": 1,
    "title": {"fa": "چک‌لیست بلند نمونه", "en": "Long sample checklist"},
    "sections": [
        {
            "code": f"part{part}",
            "title": {"fa": f"بخش نمونهٔ {part}", "en": f"Sample part {part}"},
            "questions": [question(number) for number in range(part, part + 10)],
        }
        for part in range(1, QUESTIONS, 10)
    ],
}


def records(leader: bytes) -> Iterator[Synced]:
    """The little of a directory that one visit needs."""
    yield County(id=derived_id("county", "alvand"), province="26", name_fa="الوند")
    yield Agency(
        id=derived_id("agency", "sample"),
        code="sample",
        name_fa="سازمان نمونه",
        kind="organisation",
        scope_art5="yes",
    )
    yield Unit(
        id=derived_id("unit", "b"),
        agency="sample",
        province="26",
        county_id=derived_id("county", "alvand"),
        name="واحد نمونهٔ ب",
    )
    yield Staff(id=leader, name="بازرس نمونهٔ یک", province="26")
    yield ChecklistTemplate(
        id=derived_id("template", "long"),
        code="long",
        version=1,
        title_fa="چک‌لیست بلند نمونه",
        body=TEMPLATE,
    )


def begun(folder: Path) -> tuple[OpenVault, bytes]:
    """A vault, open, with such a visit begun in it."""
    vault = new_vault(folder, None, Now())
    visit = vault.journal.new_id()

    def desk(role: str, person: bytes = vault.person) -> Desk:
        now = datetime.now(UTC)
        return Desk(person, vault.name, role, OFFICE, "26", vault.journal, now)

    today = iran_day(datetime.now(UTC))
    order = OrderVisit(
        kind="extraordinary",
        order_number="8/1",
        order_date=today,
        order_issuer="رئیس بازرسی نمونه",
        remit="چهل پرسش (نمونه)",
        unit=derived_id("unit", "b"),
        planned_at=datetime.now(UTC),
        leader=vault.person,
        template_code="long",
        template_version=1,
        sample=True,
        id=visit,
    )
    perform(vault.database, desk("administrator"), Raw(lambda: records(vault.person)))
    perform(vault.database, desk("head_of_inspection", derived_id("person", "رئیس")), order)
    perform(vault.database, desk("inspector"), StartVisit(visit))
    return vault, visit


def main(folder: Path, visit: bytes) -> None:
    """Work until the end."""
    app = QApplication([])
    dress(app, Look("light"))
    vault = unlock(folder, PASSWORD, None)
    person = Person(SignedIn(vault, folder / "look.json", syncs=False))
    person.sits_down()
    person.signed_in.window.go(Place("visit_form", visit))
    person.waits()
    for number in range(1, ANSWERED + 1):
        person.digit("۲" if number == WITH_PHOTO else "۱")
        if number == WITH_PHOTO:
            person.fills("توضیح", "یادداشت نمونه")
            person.tabs_to("نمای دور لازم")
            person.pastes(folder.parent / PHOTO)
            until(lambda: len(_attachments(person)) == 1)
        person.presses("Return")
    person.digit("۲")
    person.fills("توضیح", NOTE)
    until(lambda: NOTE in _kept(person))
    sys.stdout.write("typing\n")
    sys.stdout.flush()
    while True:
        person.types("و ")
        QCoreApplication.processEvents()


def _attachments(person: Person) -> list[Any]:
    return list(person.knows(lambda session: session.execute(select(Attachment.id)).all()))


def _kept(person: Person) -> list[str]:
    """The texts that lie in the vault as a draft."""
    return [text for row in person.knows(drafts) for text in row.payload["typed"].values()]


if __name__ == "__main__":
    main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
