"""Every error code in words; one module a feature, so that each is extended by itself.

A template takes the error's arguments by name, as in ``lazy("یافتهٔ {finding} عکس ندارد.")``.
Whole numbers, bare numerals and dates are shown in Persian digits and as Solar Hijri dates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from typing import Final

from resources.wording import (
    attachments,
    audit,
    bundles,
    delegations,
    directory,
    general,
    identities,
    inspections,
    journal,
    lease,
    letters,
    meetings,
    packages,
    people,
    personnel_actions,
    programmes,
    recovery,
    relays,
    sync,
    vault,
)
from resources.words import Lazy, _

Words = Lazy | Callable[[Mapping[str, object]], str]

_MODULES: Final = (
    attachments,
    audit,
    bundles,
    delegations,
    directory,
    general,
    identities,
    inspections,
    journal,
    lease,
    letters,
    meetings,
    packages,
    people,
    personnel_actions,
    programmes,
    recovery,
    relays,
    sync,
    vault,
)

_PERSIAN_DIGITS: Final = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_IRAN: Final = timezone(timedelta(hours=3, minutes=30))


@cache
def table() -> Mapping[str, Words]:
    """All codes with their words; a code worded twice is a fault of the program."""
    merged: dict[str, Words] = {}
    for module in _MODULES:
        words: Mapping[str, Words] = module.WORDS
        doubles = merged.keys() & words.keys()
        if doubles:
            raise ValueError(f"worded twice: {', '.join(sorted(doubles))}")
        merged.update(words)
    return merged


def words_of(code: str, arguments: Mapping[str, object]) -> str:
    """The sentence that a person reads for this error, in the language in use."""
    words = table().get(code)
    if words is None:
        return _("این کار انجام نشد. کد خطا: {code}").format(code=code)
    if not isinstance(words, Lazy):
        return words(arguments)
    return str(words).format_map(_Given((name, _shown(told)) for name, told in arguments.items()))


class _Given(dict[str, str]):
    """The arguments of an error; one that was left out must not hide the error itself."""

    def __missing__(self, name: str) -> str:
        return "…"


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        local = value.astimezone(_IRAN) if value.tzinfo else value
        return f"{_shown(local.date())} {_digits(local.strftime('%H:%M'))}"
    if isinstance(value, date):
        import jdatetime

        return _digits(jdatetime.date.fromgregorian(date=value).strftime("%Y/%m/%d"))
    if isinstance(value, (list, tuple, set, frozenset)):
        return "، ".join(_shown(item) for item in value)
    shown = str(value)
    bare = isinstance(value, (int, float, Decimal)) or not any(
        letter.isascii() and letter.isalpha() for letter in shown
    )
    return _digits(shown) if bare else shown


def _digits(text: str) -> str:
    return text.translate(_PERSIAN_DIGITS)
