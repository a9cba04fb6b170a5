"""The scopes of many rows that follow from few values: each combination is worked out once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any

from desktop.models.registry import Kind, Lookup


class _Watched(Mapping[str, Any]):
    """A row that notes which of its fields were looked at."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = row
        self.seen: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.seen.add(name)
        return self._row[name]

    def __iter__(self) -> Iterator[str]:
        self.seen.update(self._row)
        return iter(self._row)

    def __len__(self) -> int:
        return len(self._row)


class _Known:
    """What one kind's rows have shown: the fields that count, and the scopes for their values."""

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ()
        self.pick: Any = None
        self.found: dict[Any, frozenset[str]] = {}


class ScopeMemo:
    """Good as long as no row changes that ``find`` gives; scopes are pure functions of rows."""

    def __init__(self, find: Lookup) -> None:
        self._find = find
        self._kinds: dict[str, _Known] = {}

    def of(self, kind: Kind, row: Mapping[str, Any]) -> frozenset[str]:
        """The scopes of a row."""
        known = self._kinds.get(kind.name)
        if known is None:
            known = self._kinds[kind.name] = _Known()
        if known.pick is not None:
            found = known.found.get(known.pick(row))
            if found is not None:
                return found
        return self._worked_out(kind, known, row)

    def _worked_out(self, kind: Kind, known: _Known, row: Mapping[str, Any]) -> frozenset[str]:
        watched = _Watched(row)
        scopes = kind.scopes(watched, self._find)
        if not watched.seen.issubset(known.names):
            known.names = tuple(sorted(watched.seen.union(known.names)))
            known.pick = itemgetter(*known.names)
            known.found = {}
        if known.pick is not None:
            known.found[known.pick(row)] = scopes
        return scopes
