"""Sums of money as people type them; stored as whole Rial."""

from __future__ import annotations

import re
from typing import Final

from desktop.errors import Refused
from desktop.models.text import latin_digits

_UNITS: Final = {"": 1, "ریال": 1, "تومان": 10}
_WRITTEN: Final = re.compile(r"(\d{1,3}(?:[٬,،./ ]\d{3}){1,5}|\d{1,18})\s*(\D*)")
MOST: Final = 10**15
"""More than any reward; a slip of the finger is noticed."""


def parse_rials(typed: str) -> int:
    """«۱۲٬۵۰۰٬۰۰۰ ریال» or «1250000 تومان» as Rial. Raises Refused, with the field ``amount``."""
    text = latin_digits(typed).strip()
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise Refused("amount_unreadable", field="amount")
    unit = _UNITS.get(found[2].strip())
    if unit is None:
        raise Refused("amount_unit_unknown", field="amount", unit=found[2].strip())
    amount = int(re.sub(r"\D", "", found[1])) * unit
    if not 0 < amount < MOST:
        raise Refused("amount_out_of_range", field="amount")
    return amount
