"""A small agency at one vault: who plans, who approves, and a plan brought to any state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from desktop.commands.programme_occurrences import (
    AcceptOccurrence,
    AddEvidence,
    EditOccurrence,
    RecordOccurrence,
    ReturnOccurrence,
)
from desktop.commands.programme_packs import (
    DraftQuarterReport,
    ReceiveQuarterReport,
    ReturnQuarterReport,
    SendQuarterReport,
    SignQuarterReport,
)
from desktop.commands.programmes import (
    ApproveInstructor,
    ApproveYearPlan,
    EditPlanItem,
    LocaliseAction,
    MakeYearPlan,
    ReturnYearPlan,
    SubmitYearPlan,
)
from desktop.models.base import Synced
from desktop.models.calendar import gregorian
from desktop.models.directory import Agency, Province
from desktop.models.programmes.assess import PlanStanding, assess
from desktop.models.programmes.catalogue import catalogue
from desktop.models.programmes.records import (
    ActionOccurrence,
    PlanItem,
    item_id,
    plan_id,
    report_id,
)
from sync.protocol.ids import derived_id
from tests.builders import Seat, seat
from tests.offices import Raw

AGENCY = "SAMPLE"
AGENCY_NAME = "سازمان نمونهٔ الف"
YEAR = 1404
MANAGER = "مدیر نمونه"


def day(month: int, number: int, year: int = YEAR) -> date:
    """A Solar Hijri day."""
    return gregorian(year, month, number)


class ProgrammeOffice:
    """The owner of the programmes, the secretary and the central secretariat at one vault."""

    def __init__(self, folder: Path, role: str = "programme_owner") -> None:
        self.owner = seat(folder, "مسئول برنامهٔ نمونه", role)
        self.secretary = self.as_("دبیر نمونهٔ حقوق", "citizens_rights_secretary")
        self.governorate = self.as_("مدیرکل نمونه", "social_affairs_dg")
        self.central = self.as_("دبیرخانهٔ نمونه", "central_secretariat")
        self.as_("مدیر سامانهٔ نمونه", "administrator").does(Raw(self._directory))

    def as_(self, name: str, role: str) -> Seat:
        """Another person, or the same one in another role, at this vault."""
        return replace(self.owner, name=name, role=role, person=derived_id("person", name))

    def session(self) -> Session:
        """What the vault holds now, to be looked at."""
        return Session(self.owner.database.engine)

    def at(self, when: date, hour: int = 6) -> None:
        """Go on to a day, at an hour of UTC."""
        moment = datetime(when.year, when.month, when.day, hour, tzinfo=UTC)
        self.owner.wall.ms = int(moment.timestamp() * 1000)

    def _directory(self) -> Iterable[Synced]:
        yield Agency(
            id=derived_id("agency", AGENCY),
            code=AGENCY,
            name_fa=AGENCY_NAME,
            kind="organisation",
            scope_art5="yes",
        )
        yield Province(
            id=derived_id("province", "26"),
            code="26",
            name_fa="قزوین",
            name_en="Qazvin",
            capital_fa="قزوین",
            phone_prefix="028",
        )

    def plan(self, year: int = YEAR, **changes: Any) -> bytes:
        """A draft."""
        self.owner.does(MakeYearPlan(AGENCY, year, "26", **changes))
        return plan_id(AGENCY, "26", year)

    def edit(self, plan: bytes, code: str, **changes: Any) -> None:
        """Fill one item."""
        item = item_id(plan, code)
        with self.session() as session:
            kept = session.get_one(PlanItem, item).owner
        self.owner.does(EditPlanItem(item, **{"owner": kept} | changes))

    def approved(
        self, year: int = YEAR, *, due: dict[str, tuple[date, ...]] | None = None
    ) -> bytes:
        """A plan with one manager, approved by the secretary."""
        plan = self.plan(year)
        self.edit(plan, "P5.2", managers=(MANAGER,))
        for code, days in (due or {}).items():
            self.edit(plan, code, due_days=days)
        self.owner.does(SubmitYearPlan(plan))
        self.secretary.does(ApproveYearPlan(plan))
        return plan

    def held(self, plan: bytes, code: str, when: date, **changes: Any) -> bytes:
        """Something that took place."""
        key = self.owner.desk.new_id()
        self.owner.does(RecordOccurrence(plan, code, when, **{"id": key} | changes))
        return key

    def proof(self, *occurrences: bytes, dated: date | None = None, **changes: Any) -> bytes:
        """A PDF that proves them."""
        key = self.owner.desk.new_id()
        with self.session() as session:
            first = session.get_one(ActionOccurrence, occurrences[0]).day
        fields: dict[str, Any] = {
            "name": "minutes.pdf",
            "media_type": "application/pdf",
            "size": 9000,
            "sha256": sha256(key).digest(),
            "id": key,
        }
        self.owner.does(
            AddEvidence(occurrences, "minutes", "صورت‌جلسه", dated or first, **fields | changes)
        )
        return key

    def accepted(self, plan: bytes, code: str, when: date, **changes: Any) -> bytes:
        """Held, proven and accepted."""
        key = self.held(plan, code, when, **changes)
        self.proof(key)
        self.secretary.does(AcceptOccurrence(key))
        return key

    def standing(self, plan: bytes, today: date) -> PlanStanding:
        """How a plan stands on a day."""
        with self.session() as session:
            return assess(session, [plan], today, catalogue(session))[plan]

    def story(self) -> bytes:
        """Everything that is typed under a plan, once: from a local title to a pack sent back."""
        self.at(day(1, 10))
        self.central.does(LocaliseAction("26", "P3.2", "شبکهٔ استان", "۱۲/۴۵۶", day(1, 5)))
        plan = self.plan()
        self.edit(plan, "P5.2", managers=(MANAGER,), cost="1000", fund_source="اعتبار")
        self.edit(plan, "P7.7", applicable=False, reason="فیلم نمی‌سازد")
        self.owner.does(SubmitYearPlan(plan))
        self.secretary.does(ReturnYearPlan(plan, "هدف کم است"))
        self.owner.does(SubmitYearPlan(plan))
        self.secretary.does(ApproveYearPlan(plan))
        teacher = self.owner.desk.new_id()
        told = ApproveInstructor(AGENCY, "استاد نمونه", "university", "۱۲/۳", "26", id=teacher)
        self.owner.does(told)
        self.at(day(5, 5))
        event = self.held(
            plan,
            "P2.6",
            day(2, 10),
            title="اخلاق",
            starts_at="10:00",
            place="سالن",
            people={"staff": 40},
            minutes=90,
            instructor=teacher,
            cost="1000",
            fund_source="اعتبار",
        )
        told_again = RecordOccurrence(plan, "P2.6", day(2, 10), "اخلاق", place="سالن")
        self.owner.does(EditOccurrence(event, told_again))
        self.proof(event)
        self.secretary.does(ReturnOccurrence(event, "فهرست نیست"))
        self.owner.does(
            AddEvidence((event,), "link", "صفحه", day(2, 11), link="https://example.ir")
        )
        self.secretary.does(AcceptOccurrence(event))
        self.owner.does(DraftQuarterReport(plan, 1, bytes(32), bytes(32), bytes(32)))
        report = report_id(plan, 1)
        self.secretary.does(SignQuarterReport(report))
        self.secretary.does(SendQuarterReport(report, "۱۲/۳۴۵", day(5, 5)))
        self.central.does(ReceiveQuarterReport(report))
        self.central.does(ReturnQuarterReport(report, "فهرست نیست"))
        return plan
