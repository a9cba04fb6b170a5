"""Codes of visits that two vaults never give twice, also when both are offline.

``PP-YYMM-VVVV-NN``: province, Solar Hijri year and month, code of the vault, and the vault's own
counter in that month. Gaps are normal. Headquarters will grant blocks of shorter codes later.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.calendar import jalali
from desktop.models.inspections.records import Visit

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, which people misread."""
_BITS: Final = 20
_COUNTER: Final = re.compile(r"-(\d+)$")


def vault_code(vault: bytes) -> str:
    """Four letters and digits from the first 20 bits of the vault's random id."""
    bits = int.from_bytes(vault[:4], "big") >> (32 - _BITS)
    return "".join(_LETTERS[bits >> shift & 31] for shift in (15, 10, 5, 0))


def next_visit_code(session: Session, province: str, day: date, vault: bytes) -> str:
    """The code after the last one that this vault gave in the month of the day."""
    year, month, _day = jalali(day)
    prefix = f"{province}-{year % 100:02}{month:02}-{vault_code(vault)}"
    given = select(Visit.code).where(Visit.code.between(f"{prefix}-", f"{prefix}-~"))
    numbers = [_COUNTER.search(code) for code in session.execute(given).scalars()]
    last = max((int(found[1]) for found in numbers if found), default=0)
    return f"{prefix}-{last + 1:02}"
