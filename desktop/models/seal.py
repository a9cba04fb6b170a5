"""The seal code printed on paper: what the chain's head was when the paper was made.

Whoever keeps the code can hold it against the journal later; the code itself proves nothing alone.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from desktop.models.entries import head
from sync.protocol.entry import GENESIS

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, which people misread."""
LONG: Final = 12
_GROUP: Final = 4


def seal_code(chain_hash: bytes) -> str:
    """``XXXX-XXXX-XXXX``: the first 60 bits of a hash."""
    bits = int.from_bytes(chain_hash[:8], "big") >> 4
    code = "".join(LETTERS[bits >> 5 * place & 31] for place in reversed(range(LONG)))
    return "-".join(code[start : start + _GROUP] for start in range(0, LONG, _GROUP))


def seal_of(session: Session, vault: bytes) -> str:
    """The code of a vault's chain as it stands; empty before its first entry."""
    last = head(session, vault, GENESIS)
    return seal_code(last.hash) if last.counter else ""
