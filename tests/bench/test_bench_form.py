"""The bench writes what it promises; its figures are for people, no test asserts a time."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from tests.bench import lists
from tests.bench.__main__ import PARTS, main
from tests.bench.figures import Figure, at_least, at_most, table, told, under, within

NAMES = {"name", "value", "unit", "floor", "ratio", "goal", "holds"}


def test_a_figure_has_the_fields_of_the_bench_file() -> None:
    assert {field.name for field in fields(Figure)} == NAMES
    for figure in (
        at_most("a", 3, "ms", 2, 1.5),
        at_least("b", 1, "rows/s", 10, 0.15),
        under("c", 10, "ms", 50),
        within("d", 0.5, "s", 0.25, 1),
        told("e", 1, "ms"),
    ):
        assert json.loads(json.dumps(figure.row())) == figure.row()


@pytest.mark.parametrize(
    ("figure", "holds"),
    [
        (at_most("cost", 3, "ms", 2, 1.5), True),
        (at_most("cost", 3.01, "ms", 2, 1.5), False),
        (at_least("rate", 1.5, "rows/s", 10, 0.15), True),
        (at_least("rate", 1.4, "rows/s", 10, 0.15), False),
        (under("time", 49.9, "ms", 50), True),
        (within("time", 50, "ms", 10, 50), False),
        (told("size", 2, "pages"), None),
    ],
)
def test_a_figure_says_whether_it_holds(figure: Figure, holds: bool | None) -> None:
    assert figure.holds is holds


def test_the_table_names_what_falls_short() -> None:
    rows = [under("quick", 1, "ms", 50).row(), under("slow", 51, "ms", 50).row()]
    head, quick, slow = table(rows).splitlines()
    assert "value" in head
    assert quick.endswith("holds")
    assert slow.endswith("FALLS SHORT")


def test_a_part_is_measured_on_a_real_vault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "VISITS", 500)
    monkeypatch.setattr(lists, "LETTERS", 50)
    monkeypatch.setattr(lists, "TIMES", 1)
    found = list(lists.figures(tmp_path))
    assert found[0].name == "list.first_page"
    assert all(figure.value > 0 for figure in found)


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["no_such_part"])
    assert set(PARTS) == {
        *("capture", "exchange", "snapshot", "load", "faults", "lists", "registers", "paper"),
        *("opening", "window", "programmes"),
    }
    assert "no_such_part" in capsys.readouterr().err
