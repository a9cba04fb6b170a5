"""A Setad at the sample office, and cases about a member of staff brought to any state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from desktop.commands.attachments import AttachFile
from desktop.commands.letters import (
    DraftLetter,
    NumberLetter,
    RegisterIncomingLetter,
    StoreIssuedPdf,
)
from desktop.commands.meetings import (
    CallMeeting,
    CastVote,
    DecideItem,
    FillAgenda,
    HoldMeeting,
    NotePresence,
)
from desktop.commands.personnel_actions import HearPerson, ProposePersonnelAction
from desktop.commands.setads import FormSetad
from desktop.models.base import Synced
from desktop.models.directory import Post
from desktop.models.meetings.facts import items_of
from desktop.models.people import Person, PostAssignment
from desktop.models.personnel_actions.records import PersonnelAction
from sync.protocol.ids import derived_id
from tests.builders import Seat
from tests.offices import AGENCY, TODAY, UNIT, Raw, SampleOffice

STAFF = derived_id("person", "کارمند نمونهٔ الف")
STAFF_NAME = "کارمند نمونهٔ الف"
SETAD = derived_id("setad", "qazvin")
OLD_POST, NEW_POST = derived_id("post", "old"), derived_id("post", "new")
MOVED = TODAY - timedelta(days=10)
"""The day on which the member of staff took another post."""


class CaseOffice(SampleOffice):
    """The sample office with a Setad of five, who sit at the same vault."""

    def __init__(self, folder: Path, admin: Seat | None = None) -> None:
        super().__init__(folder, admin)
        self.chair = self.as_("رئیس ستاد نمونه", "setad_chair")
        self.setad_secretary = self.as_("دبیر ستاد نمونه", "setad_secretary")
        self.voter = self.as_("عضو نمونهٔ یک", "setad_member")
        self.second_voter = self.as_("عضو نمونهٔ دو", "setad_member")
        self.manager = self.as_("مدیر نمونه", "manager")
        self.body = self.as_("بالاترین مقام نمونه", "head_of_body")
        self.personnel = self.as_("کارگزین نمونه", "personnel_office")
        self.staff = self.as_(STAFF_NAME, "manager")
        self.admin.does(Raw(self._people))
        self.admin.does(
            FormSetad(
                "ستاد نمونه",
                self.chair.person,
                self.setad_secretary.person,
                (self.voter.person, self.second_voter.person, self.head.person),
                (self.secretariat.person, self.personnel.person, self.body.person),
                id=SETAD,
            )
        )

    def _people(self) -> Iterable[Synced]:
        for one in (
            *(self.chair, self.setad_secretary, self.voter, self.second_voter, self.manager),
            *(self.body, self.personnel, self.secretariat),
        ):
            yield Person(id=one.person, name=one.name, province="26")
        yield Person(id=STAFF, name=STAFF_NAME, province="26", agency=AGENCY)
        yield Post(id=OLD_POST, unit_id=UNIT, title="متصدی پذیرش")
        yield Post(id=NEW_POST, unit_id=UNIT, title="مدیر شهرستان", managerial=True)
        yield PostAssignment(
            id=derived_id("a", "old"),
            post_id=OLD_POST,
            person_id=STAFF,
            starts=date(2023, 3, 21),
            ends=MOVED - timedelta(days=1),
        )
        yield PostAssignment(
            id=derived_id("a", "new"), post_id=NEW_POST, person_id=STAFF, starts=MOVED
        )

    def proposal(self, kind: str = "caution", **changes: Any) -> ProposePersonnelAction:
        """A proposal of the head from a description."""
        fields: dict[str, Any] = {
            "kind": kind,
            "person": STAFF,
            "reason": "برخورد تند با مراجعان (اظهارشده)",
            "happened_on": TODAY,
            "proposal": "گزارش بازرسی",
            "setad": SETAD,
            "indicator": "F4",
        }
        return ProposePersonnelAction(**fields | changes)

    def proposed(self, kind: str = "caution", by: Seat | None = None, **changes: Any) -> bytes:
        """Such a proposal, made."""
        key = self.admin.desk.new_id()
        (by or self.head).does(self.proposal(kind, **{"id": key} | changes))
        return key

    def heard(self, kind: str = "caution", **changes: Any) -> bytes:
        """The same, with the person's statement."""
        key = self.proposed(kind, **changes)
        self.setad_secretary.does(HearPerson(key, "آن روز بیمار بودم"))
        return key

    def meeting(self) -> bytes:
        """A meeting that is called for tomorrow, with everything that waits on its agenda."""
        key = self.admin.desk.new_id()
        at = self.admin.desk.now + timedelta(minutes=30)
        self.setad_secretary.does(CallMeeting(SETAD, "جلسهٔ ستاد", at, "اتاق جلسه", id=key))
        self.setad_secretary.does(FillAgenda(key))
        return key

    def held(self, *present: Seat) -> bytes:
        """The same, held with a quorum."""
        key = self.meeting()
        there = present or (self.chair, self.setad_secretary, self.voter, self.second_voter)
        self.setad_secretary.does(NotePresence(key, tuple(one.person for one in there)))
        self.setad_secretary.does(HoldMeeting(key))
        return key

    def item(self, meeting: bytes, number: int = 0) -> bytes:
        """The id of an item of the agenda."""
        with self.session() as session:
            return items_of(session, meeting)[number].id

    def carried(self, kind: str = "caution", **changes: Any) -> bytes:
        """A case that the Setad approved by three votes."""
        reward = kind.startswith("reward")
        key = self.proposed(kind, **changes) if reward else self.heard(kind, **changes)
        item = self.item(self.held())
        for voter in (self.setad_secretary, self.voter, self.second_voter):
            voter.does(CastVote(item, "yes"))
        self.chair.does(DecideItem(item, "approved"))
        return key

    def letter_about(self, action: bytes, subject: str = "تذکر") -> bytes:
        """A letter about a case, numbered and issued."""
        key = self.admin.desk.new_id()
        self.secretariat.does(
            DraftLetter(
                "دفتر نمونه",
                "سازمان نمونه",
                subject,
                "با سلام",
                record_kind="personnel_actions",
                record_id=action,
                id=key,
            )
        )
        self.secretariat.does(NumberLetter(key))
        self.secretariat.does(StoreIssuedPdf(key, bytes(32)))
        return key

    def incoming(
        self, action: bytes | None = None, *, scanned: bool = True, number: str = "۱۲/۸۸"
    ) -> bytes:
        """The authority's letter in the register, with its scan."""
        key = self.admin.desk.new_id()
        self.secretariat.does(
            RegisterIncomingLetter(
                "سازمان نمونه",
                "دفتر نمونه",
                "انتصاب",
                number,
                self.admin.desk.today,
                record_kind="personnel_actions" if action else None,
                record_id=action,
                id=key,
            )
        )
        if scanned:
            self.secretariat.does(
                AttachFile(
                    "letters", key, "scan.pdf", "application/pdf", 9000, sha256(key).digest()
                )
            )
        return key

    def read(self, action: bytes) -> PersonnelAction:
        """The case as it stands."""
        with self.session() as session:
            return session.get_one(PersonnelAction, action)

    def state(self, action: bytes) -> str:
        """Where a case stands."""
        return self.read(action).state


__all__ = ["MOVED", "SETAD", "STAFF", "STAFF_NAME", "CaseOffice"]
