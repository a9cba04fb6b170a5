"""A plan on several laptops: who holds it, one session recorded twice, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.commands.programme_occurrences import (
    AcceptOccurrence,
    AddEvidence,
    MergeOccurrences,
    RecordOccurrence,
)
from desktop.commands.programme_packs import (
    DraftQuarterReport,
    PackFile,
    ReceiveQuarterReport,
    SendQuarterReport,
    SignQuarterReport,
)
from desktop.commands.programmes import (
    ApproveYearPlan,
    EditPlanItem,
    LocaliseAction,
    MakeYearPlan,
    SubmitYearPlan,
)
from desktop.models.attachments import Attachment
from desktop.models.calendar import iran_day
from desktop.models.programmes.assess import PlanStanding, assess
from desktop.models.programmes.catalogue import catalogue
from desktop.models.programmes.events import received_at
from desktop.models.programmes.facts import items_of
from desktop.models.programmes.records import (
    ActionOccurrence,
    PlanItem,
    QuarterReport,
    YearPlan,
    item_id,
    plan_id,
    report_id,
)
from desktop.models.sync_state import refused_entries
from sync.protocol.ids import derived_id
from sync.server.seed import seed
from tests.builders import Wall
from tests.plans import MANAGER, day
from tests.sync.laptops import Hq, Laptop, headquarters, looks

AGENCY = "MCLS"
PLAN = plan_id(AGENCY, "26", 1404)


@dataclass
class Cast:
    """Everybody with a vault of his own."""

    hq: Hq
    owner: Laptop
    second: Laptop
    secretary: Laptop
    governorate: Laptop
    central: Laptop
    stranger: Laptop

    def meet(self) -> None:
        for _ in range(2):
            for one in (self.owner, self.second, self.secretary, self.governorate, self.central):
                one.syncs()


def standing(at: Laptop) -> PlanStanding:
    return looks(at, lambda s: assess(s, [PLAN], iran_day(at.desk.now), catalogue(s))[PLAN])


def reached(at: Laptop, event: bytes) -> datetime | None:
    return looks(at, lambda s: received_at(s, s.get_one(ActionOccurrence, event).stamps))


def count(at: Laptop, record: type) -> int:
    return looks(at, lambda s: s.execute(select(func.count()).select_from(record)).scalar_one())


@pytest.fixture
def cast(tmp_path: Path) -> Iterator[Cast]:
    wall = Wall()
    with headquarters(tmp_path / "hq", wall) as hq:
        seed(hq.server)

        def laptop(
            name: str, role: str, agency: str | None = AGENCY, province: str | None = "26"
        ) -> Laptop:
            folder = tmp_path / derived_id("folder", name).hex()
            found = hq.laptop(folder, name, role, agency=agency, province=province)
            found.syncs()
            return found

        yield Cast(
            hq,
            laptop("مسئول نمونهٔ یک", "programme_owner"),
            laptop("مسئول نمونهٔ دو", "programme_owner"),
            laptop("دبیر نمونه", "citizens_rights_secretary"),
            laptop("مدیرکل نمونه", "social_affairs_dg", None),
            laptop("دبیرخانهٔ نمونه", "central_secretariat", None, province=None),
            laptop("مسئول دستگاه دیگر", "programme_owner", "MEFA"),
        )


def test_a_plan_reaches_its_agency_and_the_governorate_and_a_session_is_counted_once(
    cast: Cast,
) -> None:
    assert looks(cast.owner, lambda s: len(catalogue(s).actions)) == 59
    cast.central.does(LocaliseAction("26", "P3.2", "شبکهٔ استان", "۱۲/۴۵۶", day(6, 1)))
    cast.meet()
    cast.owner.does(MakeYearPlan(AGENCY, 1404, "26"))
    weekly = item_id(PLAN, "P5.2")
    cast.owner.does(EditPlanItem(weekly, owner="مدیران", managers=(MANAGER,)))
    cast.owner.does(SubmitYearPlan(PLAN))
    cast.meet()
    cast.secretary.does(ApproveYearPlan(PLAN))
    cast.meet()
    for one in (cast.owner, cast.second, cast.secretary, cast.governorate):
        assert looks(one, lambda s: s.get_one(YearPlan, PLAN).state) == "approved"
    local = looks(cast.governorate, lambda s: s.get_one(PlanItem, item_id(PLAN, "P3.2")))
    assert (local.code, local.local_title) == ("P3.2", "شبکهٔ استان")
    cast.stranger.syncs()
    assert (count(cast.stranger, YearPlan), count(cast.central, YearPlan)) == (0, 0)

    # The same session on two laptops, apart: counted once everywhere, then merged by a person.
    first, second = cast.owner.desk.new_id(), cast.second.desk.new_id()
    cast.owner.does(RecordOccurrence(PLAN, "P7.4", day(8, 10), starts_at="10:00", id=first))
    cast.second.does(RecordOccurrence(PLAN, "P7.4", day(8, 10), starts_at="10:30", id=second))
    assert reached(cast.owner, first) is None
    cast.meet()
    received = reached(cast.owner, first)
    assert received is not None
    for one in (cast.owner, cast.second, cast.governorate):
        found = standing(one)
        assert found.items["P7.4"].standing.met == 1
        assert set(found.twins.items()) == {(max(first, second), min(first, second))}
    keep, other = sorted((first, second))
    cast.second.does(MergeOccurrences(keep, other))
    cast.owner.does(AddEvidence((keep,), "link", "صفحه", day(8, 11), link="https://example.ir"))
    cast.meet()
    cast.secretary.does(AcceptOccurrence(keep))
    cast.meet()
    assert standing(cast.governorate).twins == {}
    assert looks(cast.owner, lambda s: s.get_one(ActionOccurrence, keep).state) == "accepted"
    assert looks(cast.owner, lambda s: len(items_of(s, PLAN))) == 59

    # A quarter's report is its agency's until it is sent; then the central secretariat has it.
    report = report_id(PLAN, 2)
    with cast.owner.database.writing() as session:
        kept = cast.owner.blobs.add(session, b"%PDF proof", "application/pdf")
    file = PackFile("evidence/P2.6/001-a.pdf", "application/pdf", kept.size, kept.sha256)
    cast.owner.does(DraftQuarterReport(PLAN, 2, kept.sha256, kept.sha256, kept.sha256, (file,)))
    cast.meet()
    cast.secretary.does(SignQuarterReport(report))
    cast.meet()
    assert (count(cast.central, QuarterReport), count(cast.central, Attachment)) == (0, 0)
    cast.secretary.does(SendQuarterReport(report, "۱۲/۳", day(8, 12)))
    cast.meet()
    assert count(cast.central, Attachment) == 1
    cast.central.does(ReceiveQuarterReport(report))
    cast.meet()
    assert looks(cast.owner, lambda s: s.get_one(QuarterReport, report).state) == "received"
    for one in (cast.owner, cast.second, cast.secretary, cast.central, cast.stranger):
        assert looks(one, refused_entries) == ()


def test_headquarters_refuses_a_plan_of_another_agency(cast: Cast) -> None:
    cast.stranger.does(MakeYearPlan(AGENCY, 1404, "26"))
    cast.stranger.syncs()
    (told,) = looks(cast.stranger, refused_entries)
    assert told.code == "scope_not_held"
    cast.owner.syncs()
    assert count(cast.owner, YearPlan) == 0
