"""Altered bytes from outside give a typed error, whichever parser they meet."""

from __future__ import annotations

import pytest

from tests.faults.fuzz import Parser, fuzz, parsers


def test_every_sample_is_good_before_it_is_altered(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    for parser in parsers(tmp_path_factory.mktemp("fuzz")):
        for sample in parser.samples if parser.name != "bomb" else ():
            parser.read(sample)


def test_no_parser_of_foreign_bytes_raises_anything_but_its_typed_error(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    wrong = {
        parser.name: found
        for parser in parsers(tmp_path_factory.mktemp("fuzz"))
        if (found := fuzz(parser, max(5, int(400 * parser.share)), seed=2))
    }
    assert wrong == {}


def test_a_parser_that_raises_what_it_likes_is_caught() -> None:
    assert fuzz(Parser("careless", lambda data: data[3], (b"abcd",)), 200, seed=1)
