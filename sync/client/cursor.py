"""How far each scope of headquarters' feed has been read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import vault_facts


def read(session: Session, server: bytes) -> dict[str, int]:
    """The cursors of one server: {scope: sequence}."""
    return {
        scope: sequence
        for (owner, scope), sequence in vault_facts.cursors(session).items()
        if owner == server
    }


def advance(
    session: Session,
    server: bytes,
    sent: Mapping[str, int],
    given: Mapping[str, int],
    removed: Iterable[str],
) -> None:
    """Keep what an answer gave, in the transaction that applies its entries.

    Raises Problem ``exchange_overtaken`` where the cursors are no longer those that were sent.
    """
    if read(session, server) != dict(sent):
        raise Problem("exchange_overtaken")
    for scope, sequence in given.items():
        if sent.get(scope) != sequence:
            vault_facts.set_cursor(session, server, scope, sequence)
    for scope in set(removed) & sent.keys():
        vault_facts.set_cursor(session, server, scope, None)
