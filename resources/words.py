"""The words of the interface: the Persian text is the msgid, a catalogue gives English."""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Final, Literal

import resources

DOMAIN: Final = "bazresyar"
LANGUAGES: Final = ("fa", "en")


class _Chosen:
    """The language of this process; Persian needs no catalogue."""

    language: str = "fa"
    catalogue: gettext.NullTranslations = gettext.NullTranslations()


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "fa":
        return gettext.NullTranslations()
    # Persian, the default, never waits for babel.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = resources.path(f"translations/{language}/LC_MESSAGES/{DOMAIN}.po")
    compiled = BytesIO()
    with source.open("rb") as lines:
        write_mo(compiled, read_po(lines, domain=DOMAIN))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def use(language: str) -> None:
    """Show every word from now on in this language: «fa» or «en»."""
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    _Chosen.catalogue = _catalogue(language)
    _Chosen.language = language


def language() -> str:
    """The language in use."""
    return _Chosen.language


def direction() -> Literal["rtl", "ltr"]:
    """The side a line starts from in the language in use."""
    return "rtl" if _Chosen.language == "fa" else "ltr"


def _(text: str) -> str:
    """The text in the language in use."""
    return _Chosen.catalogue.gettext(text) if text else ""


def listed(parts: Iterable[str | None]) -> str:
    """Words in a row, with the comma of the language in use; empty ones are left out."""
    comma = "، " if _Chosen.language == "fa" else ", "
    return comma.join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Lazy:
    """Words of a table made at import time; translated each time they are shown."""

    text: str

    def __str__(self) -> str:
        return _(self.text)

    def format(self, **arguments: object) -> str:
        return _(self.text).format(**arguments)


def lazy(text: str) -> Lazy:
    """Marks words for translation without translating them yet."""
    return Lazy(text)


@dataclass(frozen=True, slots=True)
class Both:
    """Words of reference data, which carry their own English beside the Persian."""

    fa: str
    en: str

    def __str__(self) -> str:
        return self.en if language() == "en" else self.fa
