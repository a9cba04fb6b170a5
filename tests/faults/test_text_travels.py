"""Nasty text goes from laptop to headquarters to laptop and onto paper as it was written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from desktop.commands.findings import RecordFinding
from desktop.documents.fonts import MissingGlyph
from desktop.errors import Refused
from desktop.models import vault_facts
from desktop.models.entries import Entry
from desktop.models.inspections.records import Finding
from desktop.models.text import normalise
from desktop.models.verify import trust_of, verify
from tests.documents.reading import printed, text_of
from tests.faults.strings import CELLS, MARKUP, STRINGS
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


@pytest.mark.parametrize("part", range(4))
def test_paper_says_it_or_names_the_sign_that_its_font_lacks(part: int) -> None:
    names = [name for name in sorted(STRINGS) if len(STRINGS[name]) < LONGEST_ON_PAPER]
    refused = 0
    for name in names[part::4]:
        text = normalise(f"نخست {STRINGS[name]} پایان".replace("\ud83d\ude00", ""))
        if any("\ud800" <= sign <= "\udfff" for sign in text):
            continue  # never gets as far as paper
        try:
            read = text_of(printed(text))
        except MissingGlyph:
            refused += 1
            continue
        assert "نخست" in read, name
        assert "پایان" in read, name
        if text.isascii():
            assert text in read
    assert refused < len(names[part::4]) / 2


@pytest.mark.parametrize("name", [*MARKUP, *CELLS])
def test_markup_and_formulas_are_printed_sign_for_sign(name: str) -> None:
    text = normalise(STRINGS[name])
    try:
        read = text_of(printed(text))
    except MissingGlyph:
        return
    for signs in ("<>", "&", "=", ";", "'", '"'):  # brackets turn with the line
        assert sum(map(read.count, signs)) >= sum(map(text.count, signs)), signs


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
