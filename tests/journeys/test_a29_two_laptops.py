"""A29: a team of two on one visit without headquarters: a stick between them, both ways."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.attachments import AttachFile
from desktop.commands.conflicts import DecideConflict, Decision
from desktop.commands.inspections import EndOnSite, HandIn, OrderVisit
from desktop.commands.on_site import AnswerQuestion, RecordUnitExplanation, SignHandOver
from desktop.models import registry
from desktop.models.calendar import iran_day
from desktop.models.conflict_queries import ConflictDetail, conflict_detail, open_conflicts
from desktop.models.directory import Unit
from desktop.models.inspections.records import ChecklistAnswer, Finding, answer_id
from desktop.models.sync_state import refused_entries
from desktop.views.inspections.form import VisitForm
from sync.protocol.ids import derived_id
from sync.server import system
from sync.server.config import read
from sync.server.hq import open_headquarters
from tests.journeys import visiting
from tests.journeys.conftest import Office
from tests.journeys.driver import Person
from tests.journeys.sticking import Stick, does, state_of

ITEMS = 40
HALF = 20
BOTH = 7
CODE = "team"
ROW = "ادارهٔ نمونهٔ"


def question(number: int) -> dict[str, Any]:
    """A «no» is a finding."""
    finding = {
        "indicator": "F4",
        "severity": "minor",
        "criteria": ["GP20"],
        "finding_code": "K02",
        "description": {"fa": f"یافتهٔ نمونهٔ {number}", "en": f"Sample finding {number}"},
    }
    return {
        "code": f"team.{number}",
        "type": "yes_no",
        "text": {"fa": f"پرسش نمونهٔ {number}؟", "en": f"Sample question {number}?"},
        "forces": [{"answers": ["no"], "finding": finding}],
    }


TEMPLATE: dict[str, Any] = {
    "code": CODE,
    "version": 1,
    "title": {"fa": "چک‌لیست گروه نمونه", "en": "Sample checklist of a team"},
    "sections": [
        {
            "code": f"part{first}" if first > 1 else "start",
            "title": {"fa": f"بخش نمونهٔ {first}", "en": f"Sample part {first}"},
            "questions": [question(number) for number in range(first, first + 10)],
        }
        for first in range(1, ITEMS, 10)
    ],
}


def enters_template(office: Office) -> None:
    server = open_headquarters(read(office.hq.folder))
    row = {
        "id": derived_id("template", CODE),
        "code": CODE,
        "version": 1,
        "title_fa": "چک‌لیست گروه نمونه",
        "body": TEMPLATE,
    }
    with system.writing(server, "Seed") as session:
        system.enter(session, "checklist_templates", [row])
    server.close()


def orders(head: Person, leader: Person, member: Person) -> bytes:
    visit = head.signed_in.vault.journal.new_id()
    now = datetime.now(UTC)
    units = select(Unit.id).where(Unit.province == "26").order_by(Unit.id)
    unit = head.knows(lambda s: s.execute(units).scalars().all())[0]
    order = OrderVisit(
        kind="extraordinary",
        order_number="8/1340",
        order_date=iran_day(now),
        order_issuer="رئیس بازرسی نمونه",
        remit="چهل پرسش، دو نفر (نمونه)",
        unit=unit,
        planned_at=now,
        leader=leader.signed_in.vault.person,
        template_code=CODE,
        template_version=1,
        members=(member.signed_in.vault.person,),
        sample=True,
        id=visit,
    )
    does(head, order)
    return visit


def answers_first_half(leader: Person) -> None:
    """Item by item with the keys; the «no» is a finding that is written down."""
    goes_to_section(leader, "start")
    visiting.answers(leader, {"team.5": ""}, until=f"team.{HALF + 1}")
    visiting.sees(leader, "یافتهٔ سرگروه (نمونه)")
    tabs_to_item(leader, "start", 6)
    visiting.answers(leader, {}, until=f"team.{HALF + 1}")


def answers_second_half(other: Person) -> None:
    """The second pair of sections, on the other laptop."""
    goes_to_section(other, f"part{HALF + 1}")
    visiting.answers(other, {"team.25": ""}, until=f"team.{ITEMS}")
    visiting.sees(other, "یافتهٔ همراه (نمونه)")
    tabs_to_item(other, f"part{HALF + 1}", 26)
    visiting.answers(other, {}, until=f"team.{ITEMS}")
    other.digit("۱")


def goes_to_section(person: Person, code: str) -> None:
    form = person.page(VisitForm)
    assert form.pages is not None
    form.pages.go_to(code)
    form.pages.take_focus()
    person.waits()


def photographs(person: Person, item: str) -> bytes:
    """A photo on the finding of an item; its file goes along on the stick."""
    query = select(Finding.id).where(Finding.item == item)
    finding = person.knows(lambda s: s.execute(query).scalar_one())
    vault, content = person.signed_in.vault, f"عکس {item}".encode() * 1000
    with vault.database.writing() as session:
        photo = vault.blobs.add(session, content, "image/jpeg").sha256
    name = "IMG_0001.jpg"
    does(person, AttachFile("findings", finding, name, "image/jpeg", len(content), photo))
    return photo


def tabs_to_item(person: Person, section: str, number: int) -> None:
    form = person.page(VisitForm)
    assert form.pages is not None
    person.tabs_to(form.pages.sections[section].cards[f"team.{number}"])


def hands_over(stick: Stick, giver: Person, taker: Person) -> None:
    """Written for the colleague on one computer, taken in on the other."""
    assert stick.is_written(giver, taker.name).startswith("روی حافظه نوشته شد")
    assert stick.is_taken_in(taker).startswith("وارد شد")


def both_answers(person: Person, visit: bytes) -> list[str]:
    """The two answers to one item, as the window for conflicts will show them."""
    fields = detail_of(person, visit).fields
    sides = next(field for field in fields if field.field == "value").sides
    return sorted(str(side.value) for side in sides)


def detail_of(person: Person, visit: bytes) -> ConflictDetail:
    """The one conflict there is."""
    vault = person.signed_in.vault.journal.vault
    (row,) = person.knows(open_conflicts)
    assert row.record == answer_id(visit, f"team.{BOTH}")
    detail = person.knows(lambda s: conflict_detail(s, row.kind, row.record, vault=vault))
    assert detail is not None
    return detail


def decides_for_own(leader: Person, visit: bytes) -> None:
    """The leader keeps the own answer; the other stays in the item's history."""
    decisions = tuple(
        Decision(field.field, "side", stamp=next(s.stamp for s in field.sides if s.mine))
        for field in detail_of(leader, visit).fields
    )
    record = answer_id(visit, f"team.{BOTH}")
    does(leader, DecideConflict("checklist_answers", record, decisions))


def signs(person: Person, visit: bytes, side: str, name: str) -> None:
    vault = person.signed_in.vault
    with vault.database.writing() as session:
        image = vault.blobs.add(session, f"امضا {side}".encode(), "image/png").sha256
    does(person, SignHandOver(visit, side, "paper", name, image_sha256=image))


def items_of(person: Person) -> set[str]:
    found = person.knows(lambda s: list(s.execute(select(ChecklistAnswer.item)).scalars()))
    return set(found)


def findings_of(person: Person) -> int:
    return len(person.knows(lambda s: list(s.execute(select(Finding.id)).scalars())))


def test_a_team_of_two_exchanges_by_stick(office: Office, tmp_path: Path) -> None:
    enters_template(office)
    head, leader, other = office.seat("head"), office.seat("inspector"), office.seat("other")
    head.sits_down()
    visit = orders(head, leader, other)
    head.syncs()
    for person in (leader, other):
        person.sits_down()
        person.syncs()
    office.hq.stops()
    stick = Stick(tmp_path / "stick")
    stick.root.mkdir()

    leader.sits_down()
    visiting.opens_visit(leader, ROW)
    visiting.begins(leader)
    hands_over(stick, leader, other)

    leader.sits_down()
    visiting.opens_visit(leader, ROW)
    leader.presses("Ctrl+Return")
    answers_first_half(leader)
    other.sits_down()
    visiting.opens_visit(other, ROW)
    other.presses("Ctrl+Return")
    answers_second_half(other)
    does(other, AnswerQuestion(visit, f"team.{BOTH}", "no"))
    photos = photographs(leader, "team.5"), photographs(other, "team.25")
    unsent = state_of(leader).unsent, state_of(other).unsent
    receipts = state_of(leader).last_receipt_at, state_of(other).last_receipt_at
    assert min(unsent) > HALF

    hands_over(stick, leader, other)
    hands_over(stick, other, leader)
    for person in (leader, other):
        assert items_of(person) == {f"team.{number}" for number in range(1, ITEMS + 1)}
        assert findings_of(person) == 2
        assert both_answers(person, visit) == ["no", "yes"]
        blobs = person.signed_in.vault.blobs
        assert all(person.knows(partial(blobs.is_here, sha256=one)) for one in photos)
    assert (state_of(leader).unsent, state_of(other).unsent) == unsent
    assert (state_of(leader).last_receipt_at, state_of(other).last_receipt_at) == receipts
    assert "رسید همکار آمده است" in leader.reads()

    decides_for_own(leader, visit)
    does(leader, RecordUnitExplanation(visit, "توضیح نمونه", "سرپرست نمونه", "سرپرست واحد"))
    does(leader, EndOnSite(visit))
    signs(leader, visit, "leader", leader.name)
    signs(leader, visit, "unit_head", "سرپرست نمونه")
    does(leader, HandIn(visit))
    assert visiting.visits_of(leader) == ["under_review"]
    before = rows_of(leader)

    office.hq.starts()
    for person in (leader, other, leader, other):
        person.sits_down()
        person.syncs()
    for person in (leader, other):
        state = state_of(person)
        refused = [(row.code, row.command) for row in person.knows(refused_entries)]
        assert (refused, state.unsent, state.conflicts) == ([], 0, 0)
        assert rows_of(person) == before


def rows_of(person: Person) -> dict[str, list[dict[str, Any]]]:
    """The visit and all that belongs to it, as this vault has it."""
    found = {}
    for name in ("visits", "checklist_answers", "findings", "transitions", "hand_over_signatures"):
        found[name] = person.knows(partial(all_rows, name))
    return found


def all_rows(name: str, session: Session) -> list[dict[str, Any]]:
    raw = registry.kind_of(name).raw
    return [dict(row) for row in session.execute(select(raw).order_by(raw.c.id)).mappings()]
