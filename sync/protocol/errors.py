"""What can be wrong with bytes from outside; codes are worded where they are shown."""

from __future__ import annotations

from desktop.errors import AppError


class ProtocolError(AppError):
    """Bytes that break the agreed form: refused whole, nothing of them is kept."""
