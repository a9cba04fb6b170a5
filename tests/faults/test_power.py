"""A power cut or a failing disk under the real vault costs nothing that was told as kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.power import built, failures, power_cuts
from tests.faults.powered import PLANTED

pytestmark = pytest.mark.needs("gcc")


def test_a_power_cut_loses_nothing_that_was_told_as_kept(tmp_path: Path) -> None:
    assert power_cuts(tmp_path / "cuts", built(tmp_path), images=40) == []


@pytest.mark.parametrize("mistake", PLANTED)
def test_the_same_power_cuts_find_a_vault_that_does_not_wait_for_its_disk(
    tmp_path: Path, mistake: str
) -> None:
    assert power_cuts(tmp_path / "cuts", built(tmp_path), images=40, planted=mistake)


def test_a_disk_that_fails_or_fills_at_any_call_loses_nothing(tmp_path: Path) -> None:
    runs, lost = failures(tmp_path / "fail", built(tmp_path), step=61)
    assert runs > 5
    assert lost == ()
