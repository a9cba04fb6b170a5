"""The syntax trees of the whole source are many objects: none outlives the module that read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.architecture.source import tree_of


@pytest.fixture(autouse=True, scope="module")
def _trees_go_with_the_module() -> Iterator[None]:
    yield
    tree_of.cache_clear()
