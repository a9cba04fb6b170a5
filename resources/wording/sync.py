"""Errors of sync in words; a row is ``"code": lazy("جمله با {argument}")``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from resources.wording import Words

WORDS: Final[dict[str, Words]] = {}
