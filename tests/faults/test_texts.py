"""Nasty text is kept as typed or refused in words, in every field of every command."""

from __future__ import annotations

import inspect
import random
from importlib import import_module
from pathlib import Path

import pytest

from desktop.commands.on_site import RecordUnitExplanation
from desktop.errors import AppError
from desktop.models.identities.sealing import Particulars
from desktop.models.text import normalise
from tests.faults.strings import STRINGS
from tests.faults.texts import CHOSEN, Trials, Trying, told
from tests.models.identities.people import alone
from tests.offices import SampleOffice, refusal

ROOT = Path(__file__).resolve().parents[2]

WITHOUT_A_PLACE_IN_THE_STORY = {
    # A field that two vaults wrote apart, or an entry that headquarters refused: values that one
    # of the commands above has written already are written again.
    "DecideConflict": "tests/sync/test_conflicts.py",
    "DecideClash": "tests/sync/test_visits_apart.py",
    "Decision": "part of DecideConflict",
    "SurveySource": "part of ProposePersonnelAction",
    "CorrectRefused": "tests/views/sync/test_sync_page.py",
    "Correction": "part of CorrectRefused",
    # Under a seal: the test below.
    "RecordIdentity": "test_the_name_of_a_citizen_is_sealed_as_typed_or_refused",
    # Codes of lists, nothing that is typed.
    "FollowProvince": "a province's two digits",
    "Desk": "who acts",
    "TypedUnit": "part of RecordProvisionalUnit",
    "Terms": "part of SignDelegation",
    "PackFile": "part of DraftQuarterReport; the program names the files",
    # The reason beside them is that of their neighbours in the story.
    "ReopenAction": "as VerifyAction",
    "MoveAction": "as AmendAction",
    "JudgeEffect": "as VerifyAction",
    "RevealVisit": "as CancelVisit",
}


def commands_with_text() -> set[str]:
    """Classes of ``desktop/commands`` that have a field of text which a person could fill."""
    found = set()
    for path in sorted((ROOT / "desktop" / "commands").glob("*.py")):
        module = import_module(f"desktop.commands.{path.stem}")
        for name, one in vars(module).items():
            if inspect.isclass(one) and one.__module__ == module.__name__:
                hints = getattr(one, "__annotations__", {})
                if any("str" in str(h) and n not in CHOSEN for n, h in hints.items()):
                    found.add(name)
    return found


def test_every_field_takes_text_as_it_is_or_refuses_it(tmp_path: Path) -> None:
    trials = told(tmp_path / "office", each=1, seed=3)
    assert not trials.wrong, "\n".join(trials.wrong)
    assert trials.runs > 100
    tried = {one.partition(".")[0] for one in trials.tried}
    left = commands_with_text() - tried - WITHOUT_A_PLACE_IN_THE_STORY.keys()
    assert not left, f"put into the story: {sorted(left)}"


def test_the_name_of_a_citizen_is_sealed_as_typed_or_refused(tmp_path: Path) -> None:
    person = alone(tmp_path / "vault")
    opened = 0
    for name in random.Random(7).sample(list(STRINGS.values()), 24):
        try:
            identity = person.records(Particulars(name))
        except AppError:
            continue
        assert person.opens(identity) == normalise(name)
        opened += 1
    assert opened > 10
    person.seat.database.close()


def test_a_reader_that_loses_signs_is_caught(tmp_path: Path) -> None:
    office = SampleOffice(tmp_path)
    trials = Trials(4, random.Random(1), careless=True)
    Trying(**vars(office.head), trials=trials).does(office.ordering(id=b"\1" * 16))
    assert trials.wrong
    office.admin.database.close()


@pytest.mark.parametrize("name", [one for one in STRINGS if "surrogate" in one])
def test_half_a_letter_is_refused_in_words_and_nothing_is_lost(tmp_path: Path, name: str) -> None:
    office = SampleOffice(tmp_path)
    visit = office.started()
    refused = refusal(office.leader, RecordUnitExplanation(visit, STRINGS[name]))
    assert refused.code == "text_broken"
    office.leader.does(RecordUnitExplanation(visit, "متن درست"))
    office.admin.database.close()


def test_the_list_has_all_that_it_promises() -> None:
    assert len(STRINGS) >= 120
    whole = "".join(STRINGS.values())
    for sign in "\0\u202e\u200d\ud800\U0001f600=<'":
        assert sign in whole
    assert any(len(one.encode("utf-8", "surrogatepass")) >= 1 << 20 for one in STRINGS.values())
