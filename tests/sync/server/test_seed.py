"""What a new headquarters starts from, and who gets which of it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from desktop.models import checklists
from desktop.models.directory import Agency, ChecklistTemplate, County, Province, Unit
from desktop.models.people import Person
from sync.protocol.entry import decode_body
from sync.server.seed import seed
from sync.server.seed_demo import seed_demo
from tests.hq import Hq
from tests.sync.server.laptop import Laptop

Enrolled = Callable[..., Laptop]
REFERENCE = {
    "provinces",
    "counties",
    "agencies",
    "units",
    "posts",
    "offices",
    "reference_items",
    "checklist_templates",
    "letter_templates",
}


def test_seeding_enters_the_reference_data_once(hq: Hq) -> None:
    assert seed(hq.server) > 300
    assert seed(hq.server) == 0
    assert seed_demo(hq.server) > 300
    assert seed_demo(hq.server) == 0
    with hq.server.database.reading() as session:

        def count(table: type) -> int:
            return session.execute(select(func.count()).select_from(table)).scalar_one()

        assert count(Province) == 31
        assert count(County) == 13
        assert count(Agency) > 30
        template = session.execute(select(ChecklistTemplate)).scalar_one()
        assert checklists.parse(template.body).code == "foad_seven"


def test_everything_invented_says_so(hq: Hq) -> None:
    seed_demo(hq.server)
    with hq.server.database.reading() as session:
        names = [
            *session.execute(select(Person.name)).scalars(),
            *session.execute(select(Unit.name)).scalars(),
        ]
    assert len(names) > 200
    assert all("نمونه" in name for name in names)


def test_a_vault_gets_all_reference_data_and_the_staff_of_its_own_province_alone(
    hq: Hq, enrolled: Enrolled
) -> None:
    seed(hq.server)
    seed_demo(hq.server)
    laptop = enrolled("بازرس البرز", province="30", office=b"\x30" * 16)
    items = []
    more = True
    while more:
        answer = laptop.pull()
        items += answer.items
        more = answer.more
    changes = [change for item in items for change in decode_body(item.body).changes]
    beside = {"persons", "post_assignments", "vault_certificates"}
    assert {change.kind for change in changes} == REFERENCE | beside
    persons = {change.id for change in changes if change.kind == "persons"}
    with hq.server.database.reading() as session:
        own = set(session.execute(select(Person.id).where(Person.province == "30")).scalars())
        others = session.execute(select(Person.name).where(Person.province == "26")).scalars().all()
    assert persons == own
    wire = b"".join(item.core + item.body for item in items)
    assert others
    assert not [name for name in others if name.encode() in wire]
