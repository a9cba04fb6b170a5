"""What a failing database means for the person at the desk."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from desktop.errors import Problem
from desktop.models.disk import disk_full

_MEANINGS = (
    ("disk is full", "disk_full"),
    ("disk I/O error", "disk_failed"),
    ("unable to open database file", "disk_failed"),
    ("readonly", "disk_failed"),
    ("database is locked", "vault_in_use"),
    ("malformed", "vault_damaged"),
    ("not a database", "vault_damaged"),
)


def problem_of(error: DBAPIError) -> Problem | None:
    """The problem behind a driver's error, or None where it is a fault of the program."""
    said = str(error.orig)
    code = next((code for part, code in _MEANINGS if part in said), None)
    if code == "disk_full":
        return disk_full(1)
    return None if code is None else Problem(code)
