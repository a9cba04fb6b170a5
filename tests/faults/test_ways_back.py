"""An upgrade or a restore that is cut off leaves the old vault or the new one; nothing between."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.changing import COPIED, REMOVED, RESTORE, UPGRADE
from tests.faults.power import built
from tests.faults.ways_back import cut, full, restores

gcc = pytest.mark.needs("gcc")


@gcc
@pytest.mark.parametrize("what", [UPGRADE, RESTORE])
def test_a_power_cut_leaves_the_old_vault_or_the_new_one(what: str, tmp_path: Path) -> None:
    assert cut(tmp_path / "cut", built(tmp_path), what, images=12) == []


@gcc
@pytest.mark.parametrize("mistake", [COPIED, REMOVED])
def test_a_vault_that_is_not_replaced_at_one_stroke_is_seen(mistake: str, tmp_path: Path) -> None:
    assert cut(tmp_path / "cut", built(tmp_path), RESTORE, images=16, planted=mistake)


@gcc
@pytest.mark.parametrize("what", [UPGRADE, RESTORE])
def test_a_full_disk_at_any_step_costs_nothing(what: str, tmp_path: Path) -> None:
    runs, told = full(tmp_path / "full", built(tmp_path), what, step=70)
    assert runs > 2
    assert told == ()


def test_what_is_restored_is_the_backup_byte_for_byte_in_an_epoch_of_its_own(
    tmp_path: Path,
) -> None:
    assert restores(tmp_path, rounds=2, seed=1) == []
    assert restores(tmp_path / "planted", rounds=2, seed=1, forgets=True)
