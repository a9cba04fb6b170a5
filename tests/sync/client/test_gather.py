"""What is unsent goes in one run, however many entries it is read in."""

from __future__ import annotations

from pathlib import Path

from sync.client import push
from tests.builders import seat
from tests.models.test_apply import AddUnit

MANY = 230


def test_all_that_is_unsent_is_gathered_once_and_in_order(tmp_path: Path) -> None:
    at = seat(tmp_path, role="administrator")
    for number in range(MANY):
        at.does(AddUnit(number.to_bytes(16, "big")))
    vault = at.journal.vault
    with at.database.reading() as session:
        (run,) = push.gather(session, vault, (0, 0), 1 << 30).runs
        (rest,) = push.gather(session, vault, (1, 3), 1 << 30).runs
        few = push.gather(session, vault, (0, 0), 2_000)
        count = push.unsent_count(session, vault, (1, 3))
    assert (run.first, len(run.entries)) == (1, MANY)
    assert len({entry.core for entry in run.entries}) == MANY
    assert (rest.first, rest.entries) == (4, run.entries[3:])
    assert count == len(rest.entries)
    assert 0 < few.entries < MANY
    assert few.runs[0].entries == run.entries[: few.entries]
