"""Nothing told as done is lost by kill -9, and the harness sees a laptop or a server that lies."""

from __future__ import annotations

from pathlib import Path

from tests.faults.kills import ground, run


def test_what_was_told_as_written_or_receipted_survives_kills_of_both_sides(tmp_path: Path) -> None:
    with ground(tmp_path / "hq") as place:
        counted = run(place, kills=6, seed=1)
    assert (counted.kills, counted.lost) == (6, [])
    assert len(counted.written) > 0


def test_a_laptop_that_tells_before_it_has_written_is_caught(tmp_path: Path) -> None:
    with ground(tmp_path / "hq") as place:
        assert "gone" in run(place, kills=4, seed=2, lies=True).lost[0]


def test_a_headquarters_that_forgets_what_it_receipted_is_caught(tmp_path: Path) -> None:
    with ground(tmp_path / "hq") as place:
        assert run(place, kills=1, seed=3, forgets=True).lost
