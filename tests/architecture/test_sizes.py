"""A file says one thing."""

from __future__ import annotations

from tests.architecture.source import ROOT, files, relative

LINES = 400
SMALLER = {"desktop/views/main_window.py": 250, "sync/client/session.py": 150}


def test_no_file_is_too_long_to_say_one_thing() -> None:
    lengths = {
        relative(file): len(file.read_text(encoding="utf-8").splitlines())
        for file in files("desktop", "sync", "resources", "installer", "tests")
    }
    long = {name: n for name, n in lengths.items() if n > SMALLER.get(name, LINES)}
    assert not long


def test_the_files_with_a_smaller_limit_are_there() -> None:
    assert [name for name in SMALLER if not (ROOT / name).is_file()] == []
