"""The fault suites write what they promise, and none passes that lost or overlooked something."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults import __main__ as faults
from tests.faults.fault import Fault, Scale, reported, table

FIELDS = {"name", "runs", "lost", "planted", "planted_caught", "seconds", "holds"}


def test_a_line_has_the_fields_of_the_fault_file() -> None:
    row = reported(Fault("a", 3, seconds=1.234, seeds="0..2", told=("x",)).row())
    assert row.keys() == FIELDS
    assert json.loads(json.dumps(row)) == row


@pytest.mark.parametrize(
    ("fault", "holds"),
    [
        (Fault("whole", 10), True),
        (Fault("nothing ran", 0), False),
        (Fault("lost one", 10, lost=1), False),
        (Fault("caught all", 10, planted=2, planted_caught=2), True),
        (Fault("overlooked one", 10, planted=2, planted_caught=1), False),
    ],
)
def test_a_suite_says_whether_it_holds(fault: Fault, holds: bool) -> None:
    assert fault.holds is holds


def test_the_table_names_what_fails_and_how_to_repeat_it() -> None:
    rows = [Fault("good", 9, seeds="0..8").row(), Fault("bad", 9, 1, told=("seed 7: lost",)).row()]
    good, bad, why = table(rows).splitlines()
    assert "holds" in good
    assert "0..8" in good
    assert "FALLS SHORT" in bad
    assert why.strip() == "seed 7: lost"


def test_a_scale_chooses_between_little_and_much() -> None:
    assert (Scale(full=False).of(5, 500), Scale(full=True).of(5, 500)) == (5, 500)


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        faults.main(["no_such_part"])
    assert "no_such_part" in capsys.readouterr().err


def test_a_part_that_breaks_is_a_loss_and_is_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(faults, "PARTS", ("fault",))
    into = tmp_path / "faults.json"
    assert faults.main(["fault", "--into", str(into)]) == 1
    (row,) = json.loads(into.read_text(encoding="utf-8"))
    assert (row["name"], row["lost"], row["holds"]) == ("fault", 1, False)
    assert "FALLS SHORT" in capfd.readouterr().out
