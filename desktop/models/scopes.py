"""The names of scopes, each for those who may hold a row (``sync.md`` section 1)."""

from __future__ import annotations

from desktop.models.registry import Row

Scopes = frozenset[str]
"""What a kind's ``scopes(row, find)`` gives; empty where nobody else may hold the row."""

REFERENCE: Scopes = frozenset({"reference"})
"""Everybody."""


def office(key: bytes) -> str:
    """The vaults of one office."""
    return f"office/{key.hex()}"


def province(code: str) -> str:
    """A whole province, by its two digits."""
    return f"province/{code}"


def agency(code: str, in_province: str | None = None) -> str:
    """An agency that is inspected, in one province or at its centre."""
    return f"agency/{code}/{in_province}" if in_province else f"agency/{code}"


def case(record: bytes) -> str:
    """Those who are named on one record, and nobody else."""
    return f"case/{record.hex()}"


def person(key: bytes) -> str:
    """Those who share a case with a person of another office."""
    return f"person/{key.hex()}"


OPEN = "open/"


def opened(record: bytes) -> str:
    """Those who follow one record from outside: all of it that is not hidden or about persons."""
    return f"{OPEN}{record.hex()}"


def desk(key: bytes) -> str:
    """The vaults of one person, and nobody else's."""
    return f"desk/{key.hex()}"


SEALED = "desk/sealed"
"""Those who pass on sealed identities, and the officers who open them two by two."""

AUDIT = "desk/audit"
"""Who reads the list of openings of identities."""


def contact(key: bytes) -> str:
    """Those of an office who handle identities of citizens; what they hold is sealed."""
    return f"contact/{key.hex()}"


def of_office(row: Row) -> set[str]:
    """The office that a row belongs to, if to any."""
    return {office(row["office_id"])} if row["office_id"] else set()
