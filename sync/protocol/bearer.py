"""The header that shows a token: base64 for addresses, which is shorter than hexadecimal."""

from __future__ import annotations

import base64
import binascii

TOKEN_BYTES = 32
_KIND = "Bearer"


def shown(token: bytes) -> str:
    """What stands in the header."""
    return f"{_KIND} {base64.urlsafe_b64encode(token).rstrip(b'=').decode()}"


def token_of(header: str) -> bytes | None:
    """The token of a header, hexadecimal too; None where there is none."""
    kind, _, told = header.partition(" ")
    if kind != _KIND:
        return None
    try:
        if len(told) == 2 * TOKEN_BYTES:
            token = bytes.fromhex(told)
        else:
            padded = told.encode("ascii") + b"=" * (-len(told) % 4)
            token = base64.b64decode(padded, b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    return token if len(token) == TOKEN_BYTES else None
