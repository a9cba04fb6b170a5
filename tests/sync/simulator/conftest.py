"""One simulator for each module: its databases are used again from run to run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sync.simulator.run import Simulator


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    made = Simulator()
    yield made
    made.close()
