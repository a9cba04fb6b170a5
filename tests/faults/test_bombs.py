"""A file that would grow without end is refused in words, quickly and in little memory."""

from __future__ import annotations

from pathlib import Path

from desktop.models.photos import Darkroom
from tests.faults.bombs import Bomb, blown, bombs, squeezed, without_limits


def test_every_bomb_is_refused(tmp_path: Path) -> None:
    with Darkroom() as room:
        room.warm()
        found = list(bombs(tmp_path, room, largest=64))
        wrong = [told for one in found if (told := blown(one))]
    assert len(found) >= 40
    assert not wrong, "\n".join(wrong)


def test_a_readerwithout_limits_is_caught() -> None:
    assert blown(Bomb("careless", squeezed(8 << 20), without_limits))
