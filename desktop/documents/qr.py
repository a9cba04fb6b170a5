"""QR codes as rows of dark modules."""

from __future__ import annotations

from functools import lru_cache

from reportlab.graphics.barcode.qr import QrCodeWidget


@lru_cache(maxsize=256)
def modules(payload: str) -> tuple[tuple[bool, ...], ...]:
    """The squares of a code that survives a stamp over an eighth of it (level M)."""
    code = QrCodeWidget(payload, barLevel="M").qr
    code.make()
    side = range(code.getModuleCount())
    return tuple(tuple(bool(code.isDark(row, column)) for column in side) for row in side)


def page_payload(payload: str, page: int) -> str:
    """What the code of one page says: the paper's payload and the page, «…/2»."""
    return f"{payload}/{page}"
