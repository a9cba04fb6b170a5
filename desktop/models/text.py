"""Persian text: digits, folding for search, and the formats of numbers people carry."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

LATIN: Final = "0123456789"
PERSIAN: Final = "۰۱۲۳۴۵۶۷۸۹"
ARABIC: Final = "٠١٢٣٤٥٦٧٨٩"
ZWNJ: Final = "\u200c"

_TO_PERSIAN: Final = str.maketrans(LATIN + ARABIC, PERSIAN * 2)
_TO_LATIN: Final = str.maketrans(PERSIAN + ARABIC, LATIN * 2)

# NUL, which no database takes; bidi marks, isolates and embeddings, ZWJ, word joiner, soft hyphen,
# BOM, tatweel.
_INVISIBLE: Final = "\0\u200d\u200e\u200f\u061c\u2060\u00ad\ufeff\u202a\u202b\u202c\u202d\u202e" + (
    "\u2066\u2067\u2068\u2069\u0640"
)
_DROP_INVISIBLE: Final = dict.fromkeys(map(ord, _INVISIBLE))

_LETTERS: Final = str.maketrans({"ي": "ی", "ى": "ی", "ې": "ی", "ك": "ک", "ڪ": "ک", "ہ": "ه"})
_FOLDED_LETTERS: Final = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ې": "ی",
        "ئ": "ی",
        "ك": "ک",
        "ڪ": "ک",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ؤ": "و",
        "ۀ": "ه",
        "ة": "ه",
        "ہ": "ه",
        "ە": "ه",
        "ء": "",
    }
)
_SPACES: Final = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")


def persian_digits(value: object) -> str:
    """For screen and paper."""
    return str(value).translate(_TO_PERSIAN)


_PLACES: Final = 15


def latin_digits(text: str) -> str:
    """For storage and for parsing: Persian and Arabic digits become ASCII."""
    return text.translate(_TO_LATIN)


def whole_number(typed: str) -> int | None:
    """A count as typed, in any digits and with separators; None for what is no such number.

    Superscripts and the like are no digits, and what no column could hold is no number.
    """
    digits = re.sub("[٬,]", "", latin_digits(typed).strip(f" \t{ZWNJ}"))
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _PLACES else None


def normalise(text: str) -> str:
    """For storage: one form of each letter, no tatweel or bidi marks, tidy spaces and half-spaces.

    Digits stay as typed, harakat and hamza stay: what a person wrote is kept readable.
    """
    text = unicodedata.normalize("NFC", text.translate(_DROP_INVISIBLE)).translate(_LETTERS)
    text = unicodedata.normalize("NFC", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SPACES.sub(" ", text)
    text = re.sub(rf"{ZWNJ}+", ZWNJ, text)
    text = re.sub(rf"{ZWNJ}*([ \n]){ZWNJ}*", r"\1", text)
    text = re.sub(r" *\n *", "\n", _SPACES.sub(" ", text))
    return text.strip(f" \n\t{ZWNJ}")


class _Folding(dict[int, str]):
    """One character to what counts of it in search; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code).translate(_FOLDED_LETTERS))
        kept = "".join(part for part in parts if not unicodedata.combining(part))
        kept = kept.translate(_DROP_INVISIBLE).translate(_FOLDED_LETTERS).translate(_TO_LATIN)
        self[code] = folded = kept.casefold()
        return folded


_FOLDING: Final = _Folding()


class _FoldedWords(dict[str, str]):
    """One word to its folded form; the words of a language come again and again."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _WORDS_KEPT:
            self.clear()
        self[word] = folded = " ".join(word.translate(_FOLDING).replace(ZWNJ, "").split())
        return folded


_WORDS_KEPT: Final = 20_000
_FOLDED_WORDS: Final = _FoldedWords()


def fold(text: str) -> str:
    """The one folding of search, for index and query alike.

    ی/ي, ک/ك, hamza forms, harakat, tatweel, half-spaces, bidi marks, digits and case vanish.
    """
    return " ".join(filter(None, map(_FOLDED_WORDS.__getitem__, text.split())))


def index_words(text: str) -> str:
    """What the search index keeps: the folded text, then the parts of words with a half-space.

    So «می‌رود» is found as «میرود» and as «می رود».
    """
    folded = text.translate(_FOLDING)
    split = [word.replace(ZWNJ, " ") for word in folded.split() if ZWNJ in word.strip(ZWNJ)]
    return " ".join(" ".join([folded.replace(ZWNJ, ""), *split]).split())


def find_folded(text: str, query: str) -> list[tuple[int, int]]:
    """Where the query occurs in the text as it is shown: (start, end) pairs to highlight."""
    words = fold(query).split()
    if not words:
        return []
    kept: list[str] = []
    origins: list[int] = []
    for position, letter in enumerate(text):
        for part in letter.translate(_FOLDING):
            kept.append(part)
            origins.append(position)
    wanted = rf"[\s{ZWNJ}]+".join(f"{ZWNJ}*".join(map(re.escape, word)) for word in words)
    spans: list[tuple[int, int]] = []
    for found in re.finditer(wanted, "".join(kept)):
        last = origins[found.end() - 1] + 1
        while last < len(text) and not text[last].translate(_FOLDING):
            last += 1
        spans.append((origins[found.start()], last))
    return spans


def ltr_isolate(text: str) -> str:
    """Keeps a code, phone or letter number in its own order inside Persian text."""
    return f"\u2066{text}\u2069"


def national_id_problem(text: str) -> str | None:
    """The code of what is wrong with a national ID (domain 7), or None; empty is not judged."""
    digits = latin_digits(text).strip().replace(" ", "").replace("-", "")
    if not digits:
        return None
    if not digits.isascii() or not digits.isdigit():
        return "national_id_length"
    if len(digits) in (8, 9):
        return "national_id_leading_zeros"
    if len(digits) != 10:
        return "national_id_length"
    if len(set(digits)) == 1:
        return "national_id_repeated"
    rest = (
        sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
        % 11
    )
    expected = rest if rest < 2 else 11 - rest
    return None if int(digits[9]) == expected else "national_id_check_digit"


def padded_national_id(text: str) -> str:
    """Ten digits, with the leading zeros a spreadsheet drops put back; only after asking."""
    return latin_digits(text).strip().zfill(10)


def is_national_id(text: str) -> bool:
    """A valid check digit; it proves nothing about the person."""
    return bool(latin_digits(text).strip()) and national_id_problem(text) is None


_MOBILE: Final = re.compile(r"(?:\+98|0098|98|0)?(9\d{9})", re.ASCII)


def normal_mobile(text: str) -> str | None:
    """``09xxxxxxxxx`` for storage, or None when it is no Iranian mobile number."""
    digits = re.sub(r"[\s\-()\u200e\u200f\u2066-\u2069]", "", latin_digits(text))
    found = _MOBILE.fullmatch(digits)
    return f"0{found[1]}" if found else None


def mask_mobile(mobile: str) -> str:
    """``0912•••4567``, for lists."""
    return f"{mobile[:4]}•••{mobile[-4:]}"


_POSTAL_CODE: Final = re.compile(r"(?!(\d)\1{3})[13-9]{4}[1346-9][013-9]{5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PostalCode:
    """Ten digits, with the code of a remark when they miss the usual pattern."""

    digits: str
    error: str | None = None
    warning: str | None = None


def postal_code(text: str) -> PostalCode:
    """Ten digits is the rule; missing the widely used pattern is only a warning (domain 7)."""
    digits = re.sub(r"[\s\-]", "", latin_digits(text))
    if not re.fullmatch(r"\d{10}", digits, re.ASCII):
        return PostalCode(digits, error="postal_code_length")
    usual = _POSTAL_CODE.fullmatch(digits)
    return PostalCode(digits, warning=None if usual else "postal_code_unusual")


def letter_key(number: str) -> str:
    """The search key of a letter number kept as printed: its meaning is never parsed."""
    return re.sub(r"[^\w]+", "/", fold(number)).strip("/")


def group_digits(number: int) -> str:
    """۱٬۲۴۸"""
    return persian_digits(f"{number:,}").replace(",", "٬").replace("-", "−")


def decimal(number: float | Decimal, places: int = 1) -> str:
    """۱۰٫۴, rounded half up."""
    exact = Decimal(str(number)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    shown = f"{exact:,f}".replace(",", "٬").replace(".", "٫")
    return persian_digits(shown).replace("-", "−")


def percent(number: float | Decimal, places: int = 1) -> str:
    """۲۷٫۱٪ from 27.1."""
    return f"{decimal(number, places)}٪"


def check_digit(digits: str) -> str:
    """Luhn's digit for tracking codes; other characters are passed over."""
    total = 0
    for place, digit in enumerate(reversed([int(d) for d in latin_digits(digits) if d.isdigit()])):
        doubled = digit * 2 if place % 2 == 0 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def has_check_digit(code: str) -> bool:
    """Whether the last digit of a code is the Luhn digit of those before it."""
    digits = re.sub(r"\D", "", latin_digits(code))
    return len(digits) > 1 and check_digit(digits[:-1]) == digits[-1]
