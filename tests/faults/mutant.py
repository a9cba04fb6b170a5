"""Runs tests over a program in which one thing was made wrong; the tests must notice.

``python -m tests.faults.mutant NAME TEST…``: the modules are changed as they are imported, in this
process alone; nothing is written.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

import pytest

STALE = 9
"""The exit code where the words that a mutation changes are no longer in the source."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Words of one module and what stands in their place."""

    module: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Mutation:
    """One mistake, and the tests of which one must fail."""

    name: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]


class Stale(Exception):
    """The source has moved on; the mutation must follow it."""


class _Edited(SourceFileLoader):
    def __init__(self, name: str, path: str, edits: Sequence[Edit]) -> None:
        super().__init__(name, path)
        self._edits = edits

    def get_code(self, fullname: str) -> CodeType:
        source = self.get_source(fullname) or ""
        for edit in self._edits:
            if source.count(edit.old) != 1:
                raise Stale(f"{fullname}: {edit.old!r}")
            source = source.replace(edit.old, edit.new)
        return compile(source, self.path, "exec", dont_inherit=True)


class Finder(MetaPathFinder):
    """Finds the modules of a mutation before anybody else does."""

    def __init__(self, mutation: Mutation) -> None:
        self._edits: dict[str, list[Edit]] = {}
        for edit in mutation.edits:
            self._edits.setdefault(edit.module, []).append(edit)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module with its words changed; None leaves it to the others."""
        edits = self._edits.get(fullname)
        spec = None if edits is None else PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin is None or edits is None:
            return None
        spec.loader = _Edited(fullname, spec.origin, edits)
        return spec


def main(arguments: Sequence[str]) -> int:
    """The exit code of the tests, run over the mutation."""
    from tests.faults.mutations import MUTATIONS

    name, *tests = arguments
    mutation = next(m for m in MUTATIONS if m.name == name)
    sys.meta_path.insert(0, Finder(mutation))
    try:
        for edit in mutation.edits:
            __import__(edit.module)
    except Stale as stale:
        print(stale)
        return STALE
    line = ["-q", "-x", "--no-header", "--tb=no", "-p", "no:randomly", "-p", "no:cacheprovider"]
    return int(pytest.main([*line, *(tests or mutation.tests)]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
