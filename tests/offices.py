"""A small office at one vault: its directory, its people, and a visit brought to any state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from desktop.commands.attachments import AttachFile
from desktop.commands.base import Command, Desk
from desktop.commands.corrective_actions import (
    AgreeAction,
    ClaimDone,
    ConsentToAction,
    ProposeAction,
    StartAction,
    VerifyAction,
)
from desktop.commands.findings import RecordFinding
from desktop.commands.inspections import (
    Approve,
    EndOnSite,
    HandIn,
    OrderVisit,
    SendToAgency,
    StartVisit,
)
from desktop.commands.letters import (
    DraftLetter,
    NumberLetter,
    RegisterIncomingLetter,
    StoreIssuedPdf,
)
from desktop.commands.on_site import AnswerQuestion, SignHandOver
from desktop.errors import Refused
from desktop.models.base import Synced
from desktop.models.directory import Agency, ChecklistTemplate, County, Office, Unit
from desktop.models.people import Person
from sync.protocol.ids import derived_id
from tests.builders import NOW, OFFICE, Seat, seat

TODAY = date(2025, 11, 3)
PLANNED = datetime(2025, 11, 3, 5, 30, tzinfo=UTC)
UNIT = derived_id("unit", "b")
COUNTY = derived_id("county", "alvand")
AGENCY = "sample_agency"
UNIT_HEAD = "سرپرست واحد نمونه، رئیس واحد"
TEMPLATE: dict[str, Any] = {
    "code": "short",
    "version": 1,
    "title": {"fa": "چک‌لیست کوتاه نمونه", "en": "Short sample checklist"},
    "sections": [
        {
            "code": "dignity",
            "title": {"fa": "احترام و کرامت", "en": "Dignity"},
            "indicator": "F4",
            "questions": [
                {
                    "code": "dignity.manner",
                    "type": "yes_no",
                    "text": {"fa": "برخورد محترمانه است؟", "en": "Is the manner respectful?"},
                },
                {
                    "code": "dignity.walls",
                    "type": "yes_no",
                    "text": {"fa": "دیوارها بی‌تهدید است؟", "en": "Are the walls free of threats?"},
                    "forces": [
                        {
                            "answers": ["no"],
                            "photos": [
                                {"code": "far", "name": {"fa": "نمای دور", "en": "Far view"}},
                                {"code": "near", "name": {"fa": "نمای نزدیک", "en": "Near view"}},
                            ],
                            "finding": {"indicator": "F4", "severity": "major"},
                        }
                    ],
                },
                {
                    "code": "dignity.waiting",
                    "type": "number",
                    "text": {"fa": "چند نفر در انتظارند؟", "en": "How many wait?"},
                    "minimum": 0,
                },
            ],
        }
    ],
}


@dataclass(frozen=True)
class Raw:
    """A command made of records to add, for what other parts of the program bring in."""

    make: Callable[[], Iterable[Synced]]

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add_all(self.make())


class SampleOffice:
    """Everybody of the office sits at the same vault, one after the other."""

    def __init__(self, folder: Path, admin: Seat | None = None) -> None:
        self.admin = admin or seat(folder, "مدیر سامانهٔ نمونه", "administrator")
        self.head = self.as_("رئیس نمونهٔ یک", "head_of_inspection")
        self.other_head = self.as_("رئیس نمونهٔ دو", "head_of_inspection")
        self.leader = self.as_("بازرس نمونهٔ یک", "inspector")
        self.member = self.as_("بازرس نمونهٔ دو", "inspector")
        self.stranger = self.as_("بازرس نمونهٔ سه", "inspector")
        self.secretariat = self.as_("دبیر نمونهٔ یک", "secretariat")
        self.responder = self.as_("پاسخگوی نمونه", "agency_responder")
        self.admin.does(Raw(self._directory))

    def as_(self, name: str, role: str) -> Seat:
        """Another person, or the same one in another role, at this vault."""
        return replace(self.admin, name=name, role=role, person=derived_id("person", name))

    def session(self) -> Session:
        """What the vault holds now, to be looked at."""
        return Session(self.admin.database.engine)

    def _directory(self) -> Iterable[Synced]:
        yield Office(
            id=OFFICE, code="qazvin", name="دفتر نمونه", level="province", province="26", issuer="-"
        )
        yield County(id=COUNTY, province="26", name_fa="الوند")
        yield Agency(
            id=derived_id("agency", AGENCY),
            code=AGENCY,
            name_fa="سازمان نمونه",
            kind="organisation",
            scope_art5="yes",
        )
        yield Unit(
            id=UNIT,
            agency=AGENCY,
            province="26",
            county_id=COUNTY,
            name="واحد نمونهٔ ب",
            address="خیابان نمونه، شمارهٔ ۱",
            phone="02833330000",
        )
        yield ChecklistTemplate(
            id=derived_id("template", "short"),
            code="short",
            version=1,
            title_fa="چک‌لیست کوتاه نمونه",
            body=TEMPLATE,
        )
        for one in (self.head, self.other_head, self.leader, self.member, self.stranger):
            yield Person(id=one.person, name=one.name, province="26")

    # A visit, step by step

    def ordering(self, **changes: Any) -> OrderVisit:
        """The order of an overt, unannounced visit of two."""
        fields: dict[str, Any] = {
            "kind": "case_based",
            "order_number": "۸/۱۳۳۹۰۲",
            "order_date": date(2025, 11, 1),
            "order_issuer": "رئیس دفتر بازرسی نمونه",
            "remit": "شاخص‌های هفتگانه",
            "unit": UNIT,
            "planned_at": PLANNED,
            "leader": self.leader.person,
            "members": (self.member.person,),
            "template_code": "short",
            "template_version": 1,
            "sample": True,
        }
        return OrderVisit(**fields | changes)

    def order(self, by: Seat | None = None, **changes: Any) -> bytes:
        """Such a visit, ordered."""
        visit = self.admin.desk.new_id()
        (by or self.head).does(self.ordering(**{"id": visit} | changes))
        return visit

    def started(self, **changes: Any) -> bytes:
        """A visit that its leader has begun on site."""
        visit = self.order(**changes)
        self.leader.does(StartVisit(visit))
        return visit

    def finding(self, visit: bytes, **changes: Any) -> bytes:
        """A finding with criterion and one photo."""
        key = self.admin.desk.new_id()
        fields: dict[str, Any] = {
            "description": "صرف صبحانه ساعت ۰۹:۳۰ پیش از پذیرش مراجعان",
            "indicator": "F5",
            "criterion": "AML8-03",
            "id": key,
        }
        self.leader.does(RecordFinding(visit, **fields | changes))
        return key

    def photo(self, kind: str, record: bytes, view: str = "", by: Seat | None = None) -> bytes:
        """A photo of a record."""
        key = self.admin.desk.new_id()
        (by or self.leader).does(
            AttachFile(
                kind,
                record,
                "IMG_0001.jpg",
                "image/jpeg",
                120_000,
                sha256(key).digest(),
                view=view,
                id=key,
            )
        )
        return key

    def action(self, visit: bytes, *findings: bytes, **changes: Any) -> bytes:
        """A corrective action due in seven days, proposed by the leader."""
        key = self.admin.desk.new_id()
        fields: dict[str, Any] = {
            "description": "برداشتن اطلاعیه و اعلام به کارکنان",
            "owner_post": "رئیس واحد نمونه",
            "due_on": TODAY + timedelta(days=7),
            "id": key,
        }
        self.leader.does(ProposeAction(visit, findings, **fields | changes))
        return key

    def answers(self, visit: bytes, *, walls: str = "yes") -> None:
        """The whole checklist."""
        self.leader.does(AnswerQuestion(visit, "dignity.manner", "yes"))
        self.leader.does(AnswerQuestion(visit, "dignity.walls", walls))
        self.leader.does(AnswerQuestion(visit, "dignity.waiting", "۶"))

    def sign(self, visit: bytes) -> None:
        """The inspector signs, the head of the unit refuses."""
        self.leader.does(
            SignHandOver(visit, "inspector", "drawn", "بازرس نمونهٔ یک", image_sha256=bytes(32))
        )
        self.leader.does(
            SignHandOver(
                visit,
                "unit_head",
                "refused",
                "سرپرست واحد نمونه",
                words="امضا نمی‌کنم",
                witness_name="بازرس نمونهٔ دو",
                witness_post="بازرس",
            )
        )

    def complete(self, **changes: Any) -> tuple[bytes, bytes, bytes]:
        """A visit with one finding and its action, ready to be handed in."""
        visit = self.started(**changes)
        finding = self.finding(visit)
        self.photo("findings", finding)
        action = self.action(visit, finding)
        self.answers(visit)
        self.sign(visit)
        self.leader.does(EndOnSite(visit))
        return visit, finding, action

    def handed_in(self, **changes: Any) -> tuple[bytes, bytes, bytes]:
        """The same, handed in."""
        visit, finding, action = self.complete(**changes)
        self.leader.does(HandIn(visit))
        return visit, finding, action

    def approved(self) -> tuple[bytes, bytes, bytes]:
        """The same, approved."""
        visit, finding, action = self.handed_in()
        self.head.does(Approve(visit))
        return visit, finding, action

    def letter(self, visit: bytes) -> bytes:
        """The covering letter of a report, numbered and issued."""
        key = self.admin.desk.new_id()
        self.secretariat.does(
            DraftLetter(
                "دفتر بازرسی نمونه",
                "سازمان نمونه",
                "ارسال گزارش بازرسی",
                "با سلام",
                addressee_agency=AGENCY,
                addressee_province="26",
                record_kind="visits",
                record_id=visit,
                id=key,
            )
        )
        self.secretariat.does(NumberLetter(key))
        self.secretariat.does(StoreIssuedPdf(key, bytes(32)))
        return key

    def sent(self) -> tuple[bytes, bytes, bytes]:
        """The same, sent to the agency with its letter."""
        visit, finding, action = self.approved()
        self.secretariat.does(SendToAgency(visit, self.letter(visit)))
        return visit, finding, action

    def reply(self, visit: bytes) -> bytes:
        """The unit's own letter, as the secretariat registered it."""
        key = self.admin.desk.new_id()
        self.secretariat.does(
            RegisterIncomingLetter(
                "واحد نمونهٔ ب",
                "دفتر بازرسی نمونه",
                "پاسخ گزارش بازرسی",
                "۱۲/۳۴",
                TODAY,
                record_kind="visits",
                record_id=visit,
                id=key,
            )
        )
        return key

    def claimed(self) -> tuple[bytes, bytes, bytes]:
        """An action agreed, and claimed done on behalf of the unit by the member of the team."""
        visit, finding, action = self.sent()
        letter = self.reply(visit)
        self.secretariat.does(
            ConsentToAction(
                action,
                "رئیس واحد نمونه",
                TODAY + timedelta(days=7),
                document=letter,
                on_behalf_of=UNIT_HEAD,
            )
        )
        self.head.does(AgreeAction(action))
        self.member.does(StartAction(action, document=letter, on_behalf_of=UNIT_HEAD))
        self.photo("corrective_actions", action, by=self.member)
        self.member.does(
            ClaimDone(action, "اطلاعیه برداشته شد", document=letter, on_behalf_of=UNIT_HEAD)
        )
        return visit, finding, action

    def verified(self) -> tuple[bytes, bytes, bytes]:
        """The same, verified by an inspector who had no part in it."""
        visit, finding, action = self.claimed()
        self.stranger.does(VerifyAction(action, "document", "عکس دیوار بدون اطلاعیه"))
        return visit, finding, action


def refusal(seat: Seat, command: Command) -> Refused:
    """What a seat is answered when it may not do something."""
    with pytest.raises(Refused) as raised:
        seat.does(command)
    return raised.value


def forward(office: SampleOffice, *, days: int) -> None:
    """Let days pass."""
    office.admin.wall.forward(minutes=days * 24 * 60)


__all__ = ["NOW", "Raw", "SampleOffice", "forward", "refusal"]
