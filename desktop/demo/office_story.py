"""What an office has beside visits: a Setad with a case, a public meeting, a year of programmes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.delegations import SignDelegation, Terms
from desktop.commands.meetings import CallMeeting, FillAgenda, NotePresence
from desktop.commands.misconduct import RecordMisconduct
from desktop.commands.personnel_actions import HearPerson, ProposePersonnelAction
from desktop.commands.programme_occurrences import AcceptOccurrence, AddEvidence, RecordOccurrence
from desktop.commands.programme_packs import DraftQuarterReport
from desktop.commands.programmes import ApproveYearPlan, EditPlanItem, MakeYearPlan, SubmitYearPlan
from desktop.commands.public_meetings import AddMeetingRequest, RecordPublicMeeting
from desktop.commands.setads import FormSetad
from desktop.demo.players import Player, now
from desktop.documents.printing import PDF, origin_of
from desktop.documents.programmes import quarter_report
from desktop.models import scopes
from desktop.models.calendar import jalali
from desktop.models.directory import Post
from desktop.models.people import Person, PostAssignment
from desktop.models.programmes.frequency import quarter_span, year_span
from desktop.models.programmes.pack import quarter_pack
from desktop.models.programmes.records import item_id, plan_id
from desktop.models.text import persian_digits

AGENCY, PROVINCE = "SAMPLE-A", "26"
MANAGER = "رئیس ادارهٔ نمونه"
ASKED = ("نوبت زودتر برای سالمندان (نمونه)", "صف دراز باجهٔ دو (نمونه)")


@dataclass
class OfficeStory:
    """Who forms the Setad, who proposes, its secretary, and two of an agency."""

    admin: Player
    head: Player
    inspector: Player
    setad: Player
    owner: Player
    rights: Player
    tell: Callable[[str], None]
    requests: list[bytes] = field(default_factory=list)
    """The requests of the public meeting, whose citizens are sealed apart."""

    def happens(self) -> dict[str, object]:
        """The whole of it; what the summary keeps."""
        chair, member, staff = self._people()
        setad = self.admin.desk.new_id()
        self.admin.does(
            FormSetad(
                "ستاد صیانت استان (نمونه)",
                chair,
                self.setad.person,
                (member,),
                quorum=2,
                province=PROVINCE,
                id=setad,
            )
        )
        self._meet(self.admin, self.head, self.setad)
        self._cases(setad, staff)
        self._meet(self.head, self.setad, self.head)
        self._sitting(setad, (self.setad.person, chair, member))
        self._public_meeting(chair)
        self._lent(head_leaves=self.head.desk.today + timedelta(days=1))
        self._meet(self.setad, self.head)
        done = self._year()
        self.tell(
            f"دو پیشنهاد به ستاد نمونه رسید؛ برنامهٔ سال با {persian_digits(done)} رویداد و "
            "مدرک هریک تأیید شد"
        )
        return {"setad": setad.hex(), "occurrences": done}

    def _people(self) -> tuple[bytes, bytes, bytes]:
        """Two managers of the province, and somebody at a counter of the agency."""

        def of(session: Session, *, managerial: bool) -> list[bytes]:
            query = (
                select(Person.id)
                .join(PostAssignment, PostAssignment.person_id == Person.id)
                .join(Post, Post.id == PostAssignment.post_id)
                .where(
                    Person.province == PROVINCE,
                    Person.agency == AGENCY,
                    Post.managerial.is_(managerial),
                )
                .order_by(Person.personnel_no)
            )
            return list(session.execute(query).scalars())

        self.admin.syncs()
        with self.admin.vault.database.reading() as session:
            chair, member, *_others = of(session, managerial=True)
            return chair, member, of(session, managerial=False)[0]

    def _cases(self, setad: bytes, staff: bytes) -> None:
        head, today = self.head, self.head.desk.today
        line, caution = head.desk.new_id(), head.desk.new_id()
        head.does(
            RecordMisconduct(
                "misconduct",
                "مراجع را بی‌پاسخ بازگرداند (نمونه).",
                today - timedelta(days=3),
                person=staff,
                source="گزارش مردمی (نمونه)",
                setad=setad,
                sample=True,
                id=line,
            )
        )
        head.does(
            ProposePersonnelAction(
                "caution",
                staff,
                "برخورد تند با مراجعان (نمونه).",
                today - timedelta(days=2),
                proposal="گزارش بازرسی نمونه",
                setad=setad,
                indicator="F4",
                register=(line,),
                sample=True,
                id=caution,
            )
        )
        head.does(
            ProposePersonnelAction(
                "reward_nonmaterial",
                staff,
                "راهنمایی شکیبانهٔ مراجعان سالمند (نمونه).",
                today - timedelta(days=1),
                proposal="سپاس‌نامهٔ مراجعان نمونه",
                setad=setad,
                form="تقدیرنامه",
                sample=True,
            )
        )
        self._meet(head, self.setad)
        self.setad.does(HearPerson(caution, "آن روز همکارم نبود و صف دراز بود (نمونه)."))

    def _sitting(self, setad: bytes, present: tuple[bytes, ...]) -> None:
        at, key = now() + timedelta(days=1), self.setad.desk.new_id()
        place = "اتاق جلسهٔ نمونه"
        self.setad.does(CallMeeting(setad, "جلسهٔ ستاد (نمونه)", at, place, sample=True, id=key))
        self.setad.does(FillAgenda(key))
        self.setad.does(NotePresence(key, present))

    def _lent(self, head_leaves: date) -> None:
        """The head goes on leave; somebody else approves reports meanwhile."""
        terms = Terms(
            self.inspector.person,
            "رئیس بازرسی (نمونه)",
            ("approve_reports",),
            (scopes.office(self.head.desk.office),),
            head_leaves,
            head_leaves + timedelta(days=4),
            "leave",
        )
        self.head.does(SignDelegation(self.head.desk.new_id(), terms))

    def _public_meeting(self, manager: bytes) -> None:
        me, today = self.head, self.head.desk.today
        meeting = me.desk.new_id()
        me.does(RecordPublicMeeting(manager, today, "120", "سالن نمونه", sample=True, id=meeting))
        for words in ASKED:
            key = me.desk.new_id()
            me.does(AddMeetingRequest(meeting, "request", words, today, id=key))
            self.requests.append(key)

    def _year(self) -> int:
        """A plan with what was held of it, and the pack of the last quarter that is over."""
        owner, today = self.owner, self.owner.desk.today
        year = jalali(today)[0]
        plan = plan_id(AGENCY, PROVINCE, year)
        owner.syncs()
        owner.does(MakeYearPlan(AGENCY, year, PROVINCE, sample=True))
        owner.does(EditPlanItem(item_id(plan, "P5.2"), owner="مدیریت", managers=(MANAGER,)))
        owner.does(SubmitYearPlan(plan))
        self._meet(owner, self.rights)
        self.rights.does(ApproveYearPlan(plan))
        self._meet(self.rights, owner)
        held = [self._held(plan, code, day) for code, day in _events(today, year)]
        self._meet(owner, self.rights)
        for one in held[::2]:
            self.rights.does(AcceptOccurrence(one))
        self._meet(self.rights, owner)
        over = [quarter for quarter in range(1, 5) if quarter_span(year, quarter)[1] < today]
        if over:
            self._pack(plan, over[-1])
        self._meet(owner, self.rights)
        return len(held)

    def _held(self, plan: bytes, code: str, day: date) -> bytes:
        key = self.owner.desk.new_id()
        minutes, manager = (120, MANAGER) if code == "P5.2" else (90, None)
        self.owner.does(
            RecordOccurrence(
                plan,
                code,
                day,
                "نشست آموزشی (نمونه)" if manager is None else "",
                place="سالن نمونه",
                minutes=minutes,
                manager=manager,
                sample=True,
                id=key,
            )
        )
        proof = f"https://sample.example/{code}/{day.isoformat()}"
        self.owner.does(AddEvidence((key,), "link", "صفحهٔ خبر (نمونه)", day, link=proof))
        return key

    def _pack(self, plan: bytes, quarter: int) -> None:
        owner, today = self.owner, self.owner.desk.today
        with owner.vault.database.reading() as session:
            pack = quarter_pack(session, plan, quarter, reader=owner.reader, today=today)
            desk = owner.desk
            origin = origin_of(session, office=desk.office, vault=desk.journal.vault, now=now())
        if pack is None:
            raise RuntimeError("the plan is not here")
        paper = owner.stores(quarter_report(pack, origin), PDF)
        owner.does(DraftQuarterReport(plan, quarter, paper, None, None))

    def _meet(self, *players: Player) -> None:
        for player in (*players, *players):
            player.syncs()


def _events(today: date, year: int) -> list[tuple[str, date]]:
    """Some days of the year up to today, oldest first."""
    first = year_span(year)[0]
    back = ((160, "P2.6"), (130, "P5.2"), (95, "P2.6"), (60, "P7.4"), (33, "P5.2"), (12, "P2.6"))
    found = ((code, today - timedelta(days=days)) for days, code in back)
    return [(code, max(day, first)) for code, day in found]
