"""Nasty text goes from laptop to headquarters to laptop and onto paper as it was written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from desktop.commands.findings import RecordFinding
from desktop.documents.printing import origin_of, visit_report
from desktop.errors import Refused
from desktop.models import vault_facts
from desktop.models.entries import Entry
from desktop.models.inspections.records import Finding
from desktop.models.reader import Reader
from desktop.models.text import normalise
from desktop.models.verify import trust_of, verify
from tests.documents.reading import text_of
from tests.faults.strings import STRINGS
from tests.offices import TODAY
from tests.sync.laptops import Laptop
from tests.views.sync.apart import VISIT, Apart, apart

LONGEST_ON_PAPER = 2_000
HUGE = {name for name, text in STRINGS.items() if len(text.encode("utf-8", "replace")) > 200_000}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    with apart(tmp_path_factory.mktemp("office")) as made:
        made.begun()
        yield made


def record(at: Laptop, text: str) -> bytes | None:
    """A finding that says it between two marks; None where it was refused in words."""
    key = at.desk.new_id()
    try:
        at.does(RecordFinding(VISIT, f"نخست {text} پایان", indicator="F2", id=key))
    except Refused:
        return None
    return key


def said(at: Laptop) -> dict[bytes, str]:
    with at.database.reading() as session:
        query = select(Finding.id, Finding.description)
        return {row.id: row.description for row in session.execute(query)}


def test_what_was_typed_arrives_at_the_other_laptop_and_on_paper(office: Apart) -> None:
    written = {
        key: text
        for name, text in STRINGS.items()
        if name not in HUGE and len(text) < LONGEST_ON_PAPER
        if (key := record(office.leader, text)) is not None
    }
    assert len(written) > 110
    office.meet()
    here, there = said(office.leader), said(office.head)
    for key, text in written.items():
        assert here[key] == there[key] == normalise(f"نخست {text} پایان"), text
    for laptop in (office.leader, office.head):
        with laptop.database.reading() as session:
            report = verify(session, trust_of(session, laptop.journal))
        assert report.sound, report.faults[:3]

    leader = office.leader
    with leader.database.reading() as session:
        origin = origin_of(
            session, office=leader.office, vault=leader.journal.vault, now=leader.desk.now
        )
        reader = Reader(leader.person, "inspector")
        paper = visit_report(
            session, leader.blobs, VISIT, reader=reader, today=TODAY, origin=origin
        )
    read = text_of(paper)
    assert read.count("نخست") >= len(written)
    assert read.count("پایان") >= len(written)
    for plain in ("<script>", "<para>", "&lt;", "DROP TABLE", "=1+1", "監察"):
        assert plain in read or plain in _beyond_the_font


_beyond_the_font = {"監察"}
"""Vazirmatn has no Chinese: a box stands for each sign, and the record keeps it."""


def test_a_text_of_a_megabyte_is_kept_and_headquarters_refuses_it_in_words(office: Apart) -> None:
    (name,) = HUGE
    key = record(office.leader, STRINGS[name])
    assert key is not None
    assert len(said(office.leader)[key]) > 500_000
    office.leader.syncs()
    with office.leader.database.reading() as session:
        codes = set(session.execute(select(Entry.refused)).scalars()) - {None}
        assert vault_facts.enrolment(session) is not None
    assert office.leader.state.unsent == 0
    assert codes, "headquarters took a record of a megabyte"
