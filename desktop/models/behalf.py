"""For whom somebody acts, as it stands in entries and steps.

Two different things share the field. *On behalf of* (به نیابت از) is free text: a person of an
agency without a vault, and it never counts as a second person. *As a delegate* (به جانشینیِ) names
a signed delegation by its id, and whoever acts so decides in his own name (``domain.md`` 10.15).
"""

from __future__ import annotations

import re
from typing import Final

_DELEGATED: Final = re.compile(r"delegation/([0-9a-f]{32})/(.+)", re.DOTALL)


def as_delegate(delegation: bytes, words: str) -> str:
    """What a delegate's entries carry; ``words`` are the post and the name of who delegated."""
    return f"delegation/{delegation.hex()}/{words}"


def delegation_of(on_behalf_of: str | None) -> bytes | None:
    """The delegation under which somebody acted; None where he acted otherwise."""
    found = _DELEGATED.fullmatch(on_behalf_of or "")
    return None if found is None else bytes.fromhex(found[1])


def delegator_words(on_behalf_of: str | None) -> str | None:
    """The post and the name of who delegated; None where nobody did."""
    found = _DELEGATED.fullmatch(on_behalf_of or "")
    return None if found is None else found[2]
