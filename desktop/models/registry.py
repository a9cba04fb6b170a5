"""The kinds that are synced: their tables, their scopes, and what follows from their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy import Column, Dialect, MetaData, String, Table
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import LargeBinary, TypeDecorator, TypeEngine, UserDefinedType

from desktop.models.base import Synced
from desktop.models.prepared import EMBEDDED, quick
from desktop.models.text import fold
from sync.protocol.encoding import Scalar

Row = Mapping[str, Any]
Lookup = Callable[[str, bytes], Row | None]
"""Reads the raw row of another record (kind, id), for scopes that are inherited."""

ScopesOf = Callable[[Row, Lookup], frozenset[str]]
"""Who may hold a row: a pure function of it and of the rows that it inherits from."""

_raw = MetaData()


class States(Protocol):
    """How a kind's records move; ``transitions.Machine`` is one."""

    @property
    def initial(self) -> str:
        """The state of a record without transitions."""
        ...


@dataclass(frozen=True)
class Kind:
    """A synced table. ``parents`` are kinds whose rows it points to; ``children`` are (kind,
    column) pairs whose scopes follow this one; ``policy`` is the merge policy of ``sync.md`` 9."""

    record: type[Synced]
    scopes: ScopesOf
    parents: tuple[str, ...] = ()
    children: tuple[tuple[str, str], ...] = ()
    searched: tuple[str, ...] = ()
    policy: str = "last_writer"
    states: States | None = None
    blob_fields: tuple[str, ...] = ()
    name: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.record.__tablename__)  # type: ignore[attr-defined]  # mapped classes have it

    @cached_property
    def table(self) -> Table:
        """The table with the types that records use."""
        return self.record.__table__  # type: ignore[attr-defined, no-any-return]  # mapped classes have it

    @cached_property
    def raw(self) -> Table:
        """The same table with the types of storage, so that wire values go in unchanged."""
        columns = [
            Column(c.name, _storage(c.type), primary_key=c.primary_key) for c in self.table.c
        ]
        return Table(self.name, _raw, *columns)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The columns that commands write and entries carry."""
        return tuple(c.name for c in self.table.c if not c.info.get("derived") and c.name != "id")

    @cached_property
    def field_names(self) -> frozenset[str]:
        """The same as a set."""
        return frozenset(self.fields)

    @cached_property
    def defaults(self) -> dict[str, Scalar]:
        """The scalar defaults of fields."""
        return {
            c.name: c.default.arg
            for c in self.table.c
            if isinstance(c.default, ScalarElementColumnDefault) and not c.info.get("derived")
        }

    @cached_property
    def binders(self) -> dict[str, Callable[[Any], Scalar]]:
        """For the fields whose storage differs from the value in Python: value to wire."""
        return {
            c.name: _binder(c.type)
            for c in self.table.c
            if isinstance(c.type, TypeDecorator) and not c.info.get("derived")
        }

    def wire(self, values: Mapping[str, Any]) -> dict[str, Scalar]:
        """Python values of fields as they are stored and sent."""
        binders = self.binders
        return {n: binders[n](v) if n in binders else v for n, v in values.items()}

    def blobs(self, values: Mapping[str, Scalar]) -> list[bytes]:
        """The SHA-256 of the attachments that these values name."""
        found = (values.get(name) for name in self.blob_fields)
        return [value for value in found if isinstance(value, bytes)]

    def folded(self, row: Row) -> str:
        """What a search looks in: the searched fields, folded."""
        return fold(" ".join([str(row[n]) for n in self.searched if row.get(n)]))


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Add a kind; called once by the module that maps its records."""
    if kind.name in _kinds:
        raise ValueError(f"kind {kind.name} is registered twice")
    _kinds[kind.name] = kind
    return kind


def find(name: str) -> Kind | None:
    """The kind of a name, or None where a newer version knows more than we do."""
    return _kinds.get(name)


def kind_of(name: str) -> Kind:
    """The kind of a name that must be known."""
    return _kinds[name]


def kinds() -> Iterator[Kind]:
    """All kinds, parents before children."""
    done: set[str] = set()

    def visit(kind: Kind) -> Iterator[Kind]:
        if kind.name in done:
            return
        done.add(kind.name)
        for parent in kind.parents:
            if parent in _kinds:
                yield from visit(_kinds[parent])
        yield kind

    for kind in list(_kinds.values()):
        yield from visit(kind)


def _storage(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(type_, TypeDecorator):
        return String()
    return _Bytes() if isinstance(type_, LargeBinary) else type_


class _Bytes(UserDefinedType[bytes]):
    """Bytes as they are; the usual type wraps each value before it is bound."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        return "BLOB"

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        return quick if dialect.name == EMBEDDED else None


def _binder(type_: TypeEngine[Any]) -> Callable[[Any], Scalar]:
    decorator = type_

    def bind(value: Any) -> Scalar:
        return decorator.process_bind_param(value, None)  # type: ignore[attr-defined, no-any-return]  # a TypeDecorator, checked by the caller

    return bind
