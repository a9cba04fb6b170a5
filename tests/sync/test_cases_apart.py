"""A case about a person on several laptops: who holds it, and two who decide on it apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop.commands.conflicts import DecideClash
from desktop.commands.meetings import (
    CallMeeting,
    CastVote,
    DecideItem,
    FillAgenda,
    HoldMeeting,
    NotePresence,
)
from desktop.commands.misconduct import RecordMisconduct, TakePreventiveMeasure
from desktop.commands.personnel_actions import (
    HearPerson,
    ProposePersonnelAction,
    WithdrawPersonnelAction,
)
from desktop.commands.public_meetings import RecordPublicMeeting
from desktop.commands.setads import FormSetad
from desktop.models import registry
from desktop.models.conflict_queries import conflict_detail
from desktop.models.letters.records import Letter
from desktop.models.meetings.public import PublicMeeting
from desktop.models.meetings.records import AgendaItem, Vote
from desktop.models.people import Person
from desktop.models.personnel_actions.misconduct import MisconductRecord, PreventiveMeasure
from desktop.models.personnel_actions.records import PersonnelAction, PersonStatement
from desktop.models.transitions import Transition
from desktop.views.navigation import Place
from desktop.views.sync.conflict_page import ConflictPage
from desktop.views.sync.step_row import StepRow
from tests.builders import OFFICE
from tests.offices import TODAY, Raw
from tests.sync.laptops import Hq, Laptop, headquarters, looks
from tests.views.workplaces import bench, shown

SETAD, ACTION, MEETING, STAFF = (one * 16 for one in (b"\1", b"\2", b"\3", b"\4"))
CANARY = "قناری‌اظهار"


@dataclass
class Cast:
    """Everybody with a vault of his own."""

    hq: Hq
    head: Laptop
    chair: Laptop
    secretary: Laptop
    voter: Laptop
    inspector: Laptop
    clerk: Laptop

    @property
    def all(self) -> tuple[Laptop, ...]:
        return (*(self.head, self.chair, self.secretary, self.voter, self.inspector, self.clerk),)

    def meet(self) -> None:
        """All exchange until everybody has what everybody wrote."""
        for _ in range(2):
            for laptop in self.all:
                laptop.syncs()

    def state(self, at: Laptop) -> str:
        return looks(at, lambda session: session.get_one(PersonnelAction, ACTION).state)

    def item(self) -> bytes:
        return looks(self.chair, lambda s: s.execute(select(AgendaItem.id)).scalar_one())


@pytest.fixture
def cast(tmp_path: Path) -> Iterator[Cast]:
    with headquarters(tmp_path / "hq") as hq:
        admin = hq.laptop(tmp_path / "admin", "مدیر سامانهٔ نمونه", "administrator")
        roles = {
            "head": ("رئیس نمونهٔ یک", "head_of_inspection"),
            "chair": ("رئیس ستاد نمونه", "setad_chair"),
            "secretary": ("دبیر ستاد نمونه", "setad_secretary"),
            "voter": ("عضو نمونهٔ یک", "setad_member"),
            "inspector": ("بازرس نمونهٔ یک", "inspector"),
            "clerk": ("دبیرخانهٔ نمونه", "secretariat"),
        }
        found = Cast(hq, **{key: hq.laptop(tmp_path / key, *one) for key, one in roles.items()})
        admin.syncs()
        admin.does(
            Raw(lambda: [Person(id=STAFF, name="کارمند نمونه", province="26", agency="sample")])
        )
        admin.does(
            FormSetad(
                "ستاد نمونه",
                found.chair.person,
                found.secretary.person,
                (found.voter.person,),
                (found.clerk.person,),
                quorum=2,
                province="26",
                id=SETAD,
            )
        )
        admin.syncs()
        found.meet()
        found.head.does(
            ProposePersonnelAction(
                "caution",
                STAFF,
                "برخورد تند",
                TODAY,
                proposal="گزارش",
                setad=SETAD,
                id=ACTION,
            )
        )
        found.meet()
        found.secretary.does(HearPerson(ACTION, CANARY))
        at = found.secretary.desk.now + timedelta(minutes=2)
        found.secretary.does(CallMeeting(SETAD, "جلسه", at, id=MEETING))
        found.secretary.does(FillAgenda(MEETING))
        there = (found.chair.person, found.secretary.person, found.voter.person)
        found.secretary.does(NotePresence(MEETING, there))
        found.secretary.does(HoldMeeting(MEETING))
        found.meet()
        yield found


def test_a_case_reaches_who_decides_and_nobody_else(cast: Cast) -> None:
    for laptop in (cast.chair, cast.secretary, cast.voter, cast.head, cast.clerk):
        assert cast.state(laptop) == "on_agenda"
        assert laptop.state.refused == 0
        assert looks(laptop, lambda s: s.execute(select(PersonStatement.text)).scalar()) == CANARY
    kinds = ("personnel_actions", "person_statements", "agenda_items", "case_parties", "votes")
    for kind in kinds:
        table = registry.kind_of(kind).table
        counting = select(func.count()).select_from(table)
        with cast.inspector.database.reading() as session:
            assert session.execute(counting).scalar_one() == 0
    assert looks(cast.inspector, lambda s: s.execute(select(Letter)).first()) is None
    cast.inspector.database.close()
    for file in cast.inspector.folder.rglob("*"):
        assert not file.is_file() or CANARY.encode() not in file.read_bytes()


def test_a_line_of_the_register_reaches_who_is_named_on_it_and_nobody_else(cast: Cast) -> None:
    line, canary = b"\5" * 16, "قناری‌دفتر"
    cast.head.does(
        RecordMisconduct("misconduct", canary, TODAY, STAFF, source="گزارش", setad=SETAD, id=line)
    )
    # The Setad's vaults hold no staff of the province; whoever sits notes it of himself.
    cast.secretary.does(RecordPublicMeeting(cast.secretary.person, TODAY, "120"))
    cast.meet()
    cast.secretary.does(TakePreventiveMeasure(line, "counselling", TODAY))
    cast.meet()
    for laptop in (cast.head, cast.chair, cast.secretary):
        found = looks(laptop, lambda s: s.get_one(MisconductRecord, line))
        assert (found.description, found.state) == (canary, "in_prevention")
        assert laptop.state.refused == 0
    for laptop in (cast.voter, cast.inspector, cast.clerk):
        assert looks(laptop, lambda s: s.get(MisconductRecord, line)) is None
        assert looks(laptop, lambda s: s.execute(select(PreventiveMeasure.id)).first()) is None
    met = select(PublicMeeting.minutes)
    assert looks(cast.head, lambda s: s.execute(met).scalar_one()) == 120
    assert looks(cast.inspector, lambda s: s.execute(met).first()) is None


def test_approved_here_and_withdrawn_there_is_a_conflict_for_the_head(cast: Cast) -> None:
    cast.voter.does(CastVote(cast.item(), "yes"))
    cast.meet()
    cast.chair.does(DecideItem(cast.item(), "approved"))
    cast.head.does(WithdrawPersonnelAction(ACTION, "اشتباه در نام"))
    cast.meet()
    standing = cast.state(cast.head)
    assert standing == cast.state(cast.chair)
    found = looks(
        cast.head,
        lambda s: conflict_detail(s, "personnel_actions", ACTION, vault=cast.head.journal.vault),
    )
    assert found is not None
    (step,) = found.steps
    assert {standing, step.to_state} == {"approved", "withdrawn"}
    kept = looks(cast.chair, lambda s: set(s.execute(select(Transition.to_state)).scalars()))
    assert {"approved", "withdrawn"} <= kept
    cast.head.does(
        DecideClash("personnel_actions", ACTION, step.transition, accept=True, reason="با هم")
    )
    cast.meet()
    for laptop in (cast.head, cast.chair, cast.secretary):
        assert cast.state(laptop) == step.to_state
        assert (laptop.state.conflicts, laptop.state.refused) == (0, 0)


def test_the_head_sees_both_steps_at_the_window_and_settles_them(
    cast: Cast, qtbot: QtBot, tmp_path: Path
) -> None:
    """The same at the conflict page: what stands, what was taken elsewhere, a reason."""
    cast.voter.does(CastVote(cast.item(), "yes"))
    cast.meet()
    cast.chair.does(DecideItem(cast.item(), "approved"))
    cast.head.does(WithdrawPersonnelAction(ACTION, "اشتباه در نام"))
    cast.meet()
    with bench(cast.head, tmp_path / "window") as head:
        page = ConflictPage(head.work)
        shown(qtbot, head, page, Place("conflicts", ACTION, "personnel_actions"))
        (row,) = page.rows
        assert isinstance(row, StepRow)
        words = {card.words() for card in row.cards}
        assert words == {"ستاد تصویب کرد", "پس گرفته شد"}
        wanted = next(one for one in row.cards if one.words() == "پس گرفته شد")
        wanted.click()
        page.reason.set_value("نام شخص اشتباه بود")
        page.save.click()
        qtbot.waitUntil(lambda: head.went_back == 1)
    cast.meet()
    for laptop in (cast.head, cast.chair, cast.secretary):
        assert cast.state(laptop) == "withdrawn"
    kept = looks(cast.chair, lambda s: set(s.execute(select(Transition.to_state)).scalars()))
    assert {"approved", "withdrawn"} <= kept


def test_two_decide_the_same_case_apart_and_both_are_kept(cast: Cast, tmp_path: Path) -> None:
    """The chair of the Setad has a second laptop; at each another outcome follows."""
    again = cast.hq.laptop(tmp_path / "again", cast.chair.name, "setad_chair")
    again.syncs()
    item = cast.item()
    cast.chair.does(CastVote(item, "yes", cast.voter.person))
    again.does(CastVote(item, "no", cast.voter.person))
    cast.chair.does(DecideItem(item, "approved"))
    again.does(DecideItem(item, "rejected"))
    cast.meet()
    again.syncs()
    cast.meet()
    assert cast.state(cast.head) == cast.state(cast.chair)
    found = looks(
        cast.head,
        lambda s: conflict_detail(s, "personnel_actions", ACTION, vault=cast.head.journal.vault),
    )
    assert found is not None
    (step,) = found.steps
    assert {cast.state(cast.head), step.to_state} == {"approved", "rejected"}
    vote = looks(cast.chair, lambda s: s.execute(select(Vote)).scalar_one())
    assert vote.choice in ("yes", "no")
    assert cast.chair.state.conflicts >= 2


def test_a_step_that_headquarters_would_refuse_is_refused_there_too(cast: Cast) -> None:
    """A vault that claims a vote of the proposer: the facts are judged again."""
    forged = Forged()
    cast.chair.does(forged)
    cast.chair.syncs()
    assert cast.chair.state.refused == 1
    cast.meet()
    assert cast.state(cast.head) == "on_agenda"


@dataclass(frozen=True)
class Forged:
    """A transition written past the machine, as an altered program would."""

    def __call__(self, session, desk) -> None:  # type: ignore[no-untyped-def]  # a forger's
        action = session.get_one(PersonnelAction, ACTION)
        pending = session.info["pending"]
        pending.moved.add(("personnel_actions", ACTION))
        session.add(
            Transition(
                id=desk.new_id(),
                office_id=OFFICE,
                record_kind="personnel_actions",
                record_id=ACTION,
                from_state="on_agenda",
                to_state="approved",
                actor=desk.person,
                role=desk.role,
                at=pending.moment,
                facts={
                    "kind": "caution",
                    "road": "setad",
                    "negative": True,
                    "person": STAFF.hex(),
                    "proposer": action.proposer_id.hex(),
                    "chair": desk.person.hex(),
                    "present": [action.proposer_id.hex()],
                    "quorum": 1,
                    "votes": {action.proposer_id.hex(): "yes"},
                },
            )
        )
        action.state = "approved"
