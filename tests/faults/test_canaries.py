"""After a session that was killed, nothing of it stands in the open."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.directory import Unit
from tests.faults.canaries import CANARY, searched, shows
from tests.sync.laptops import headquarters, looks
from tests.sync.units import AddUnit, EditUnit


def test_a_killed_session_leaves_nothing_to_read(tmp_path: Path) -> None:
    files, found = searched(tmp_path / "day")
    assert files >= 5  # the vault with its log and lock, the log of the program
    assert found == ()


@pytest.mark.parametrize("shift", range(3))
def test_a_canary_is_seen_however_it_was_turned(shift: int) -> None:
    around = b"xyz"[:shift]
    for plain in (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be")):
        assert shows(b"before" + plain)
        assert shows(plain.hex().encode())
        assert shows(base64.b64encode(around + plain + b"behind"))
    assert not shows(b"nothing of it" * 40)


def test_what_a_thief_copies_off_headquarters_shows_nothing(tmp_path: Path) -> None:
    with headquarters(tmp_path / "hq") as hq:
        one = hq.laptop(tmp_path / "a", "بازرس نمونهٔ یک")
        one.does(AddUnit())
        one.does(EditUnit("address", CANARY))
        one.syncs()
        assert [one for one in looks(one, _addresses) if one] == [CANARY]
        files = [path for path in (tmp_path / "hq").rglob("*") if path.is_file()]
        assert len(files) >= 3
        assert [path.name for path in files if shows(path.read_bytes())] == []


def _addresses(session: Session) -> list[str | None]:
    return list(session.execute(select(Unit.address)).scalars())
