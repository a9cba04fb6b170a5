"""Every word a person reads has its Persian and its English; every error has words."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import resources
from resources import wording, words

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    source
    for top in ("desktop", "installer", "resources", "sync")
    for source in ROOT.glob(f"{top}/**/*.py")
)
TREES = {source.relative_to(ROOT): ast.parse(source.read_text("utf-8")) for source in SOURCES}


@pytest.fixture(autouse=True)
def persian() -> Iterator[None]:
    words.use("fa")
    yield
    words.use("fa")


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every call of a plain or dotted name: where, the name, the call."""
    for source, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                yield f"{source}:{node.lineno}", name, node


def marked() -> dict[str, str]:
    """Every msgid in the source, and where it is used."""
    return {
        call.args[0].value: where
        for where, name, call in calls()
        if name in {"_", "lazy"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def english() -> dict[str, str]:
    with resources.path("translations/en/LC_MESSAGES/bazresyar.po").open("rb") as lines:
        return {str(entry.id): str(entry.string) for entry in read_po(lines) if entry.id}


def fields(template: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(template) if name}


def error_names() -> set[str]:
    """AppError and every class that comes from it, by their names."""
    names = {"AppError"}
    classes = [
        node for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    ]
    while True:
        heirs = {
            node.name
            for node in classes
            if any(getattr(base, "attr", getattr(base, "id", "")) in names for base in node.bases)
        }
        if heirs <= names:
            return names
        names |= heirs


def raised() -> dict[str, tuple[str, set[str] | None]]:
    """Every error code in the source: where, and with which arguments if they are written out."""
    names = error_names()
    return {
        call.args[0].value: (
            where,
            None
            if any(given.arg is None for given in call.keywords)
            else {given.arg for given in call.keywords if given.arg},
        )
        for where, name, call in calls()
        if name in names
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def test_every_word_in_the_source_has_its_english() -> None:
    translated = english()
    absent = [f"{where}: {text}" for text, where in marked().items() if not translated.get(text)]
    assert not absent, "without English:\n" + "\n".join(sorted(absent))


def test_no_english_is_kept_for_words_that_are_gone() -> None:
    assert sorted(english().keys() - marked().keys()) == []


def test_only_written_out_words_are_marked_for_translation() -> None:
    variable = [
        where
        for where, name, call in calls()
        if name in {"_", "lazy"}
        and call.args
        and not isinstance(call.args[0], ast.Constant)
        and not where.startswith("resources/words.py")
    ]
    assert variable == []


def test_an_english_sentence_takes_the_arguments_of_the_persian_one() -> None:
    differ = [text for text, told in english().items() if fields(text) != fields(told)]
    assert differ == []


def test_english_carries_no_persian_letters() -> None:
    persian = [told for told in english().values() if any("ء" <= c <= "ۿ" for c in told)]
    assert persian == []


def test_persian_words_use_persian_letters_and_digits() -> None:
    """Keys such as F10 and codes in Latin letters are left alone."""
    arabic_or_latin = re.compile(r"[يكىة]|(?<![A-Za-z0-9])[0-9]")
    odd = [text for text in marked() if arabic_or_latin.search(re.sub(r"\{[^}]*\}", "", text))]
    assert odd == []


def test_every_error_raised_in_the_source_has_words() -> None:
    table = wording.table()
    absent = [f"{where}: {code}" for code, (where, _given) in raised().items() if code not in table]
    assert not absent, "without words:\n" + "\n".join(sorted(absent))


def test_an_error_brings_every_argument_its_words_need() -> None:
    table = wording.table()
    short = []
    for code, (where, given) in raised().items():
        told = table.get(code)
        if given is not None and isinstance(told, words.Lazy) and not fields(told.text) <= given:
            short.append(f"{where}: {code} needs {sorted(fields(told.text) - given)}")
    assert not short, "\n".join(sorted(short))


def test_an_error_without_words_still_tells_its_code() -> None:
    assert wording.words_of("never_heard_of", {}) == "این کار انجام نشد. کد خطا: never_heard_of"


def test_an_argument_left_out_does_not_hide_the_error() -> None:
    assert wording.words_of("date_no_such_day", {"days": 30}) == "… …، ۳۰ روز دارد."


def test_numbers_and_dates_in_an_error_are_persian() -> None:
    told = wording.words_of("date_no_such_day", {"month": "آبان", "year": 1404, "days": 30})
    assert told == "آبان ۱۴۰۴، ۳۰ روز دارد."
    for start in (date(2025, 11, 3), "1404/08/12", ["1404/08/12"]):
        assert "۱۴۰۴/۰۸/۱۲" in wording.words_of("calendar_without_hours", {"start": start})
    moment = datetime(2025, 11, 3, 6, 0, tzinfo=UTC)
    assert "۱۴۰۴/۰۸/۱۲ ۰۹:۳۰" in wording.words_of("calendar_without_hours", {"start": moment})


def test_codes_with_latin_letters_keep_their_digits() -> None:
    assert "F4" in wording.words_of("calendar_without_hours", {"start": "F4"})


def test_in_english_the_same_error_is_english_and_reads_from_the_left() -> None:
    words.use("en")
    told = wording.words_of("date_no_such_day", {"month": "Aban", "year": 1404, "days": 30})
    assert told == "Aban ۱۴۰۴ has ۳۰ days."
    assert words.direction() == "ltr"


def test_words_of_a_table_follow_the_language_in_use() -> None:
    month = words.lazy("آبان")
    assert str(month) == "آبان"
    words.use("en")
    assert str(month) == "Aban"
    words.use("fa")
    assert words.direction() == "rtl"


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no such language"):
        words.use("de")


def test_a_resource_is_found_by_name_and_a_wrong_name_is_told() -> None:
    assert resources.text("words.py").startswith('"""The words of the interface')
    with pytest.raises(FileNotFoundError, match="no resource named"):
        resources.path("nothing.txt")
