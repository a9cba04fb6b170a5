"""Altered bundles give a typed error, however far inside they are altered."""

from __future__ import annotations

from pathlib import Path

from tests.faults.bundles import parsers
from tests.faults.fuzz import fuzz


def test_no_way_into_a_bundle_raises_anything_but_its_typed_error(tmp_path: Path) -> None:
    wrong = {
        parser.name: found
        for parser in parsers(tmp_path)
        if (found := fuzz(parser, max(5, int(200 * parser.share)), seed=2))
    }
    assert wrong == {}


def test_a_good_bundle_is_read_before_it_is_altered(tmp_path: Path) -> None:
    for parser in parsers(tmp_path):
        for sample in parser.samples if parser.name != "bomb" else ():
            parser.read(sample)
