"""The log helps to find faults and holds no secret."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning

from desktop.runtime import logs


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Path]:
    before = qInstallMessageHandler(None)
    level = logging.getLogger().level
    handler = logs.start(tmp_path / "log")
    yield tmp_path / "log" / logs.LOG_FILE
    logs.stop(handler)
    logging.getLogger().setLevel(level)
    qInstallMessageHandler(before)


def test_what_happens_is_written_with_the_thread(written: Path) -> None:
    logging.getLogger("desktop.sync").info("Exchange %s ended", 7)
    assert "INFO MainThread desktop.sync: Exchange 7 ended" in written.read_text("utf-8")


@pytest.mark.parametrize(
    "secret", ["a" * 64, "0012345679", "۰۹۱۲۳۴۵۶۷۸۹", "Zm9vYmFy" * 6, "بازرس نمونهٔ یک"]
)
def test_keys_numbers_and_names_are_left_out(written: Path, secret: str) -> None:
    logging.getLogger("x").warning("value %s here", secret)
    text = written.read_text("utf-8")
    assert secret not in text
    assert "here" in text


@pytest.mark.expects_errors
def test_what_nobody_caught_is_written_without_its_values(written: Path) -> None:
    try:
        raise ValueError("national id 0012345679")
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    text = written.read_text("utf-8")
    assert "ValueError: national id …" in text
    assert "0012345679" not in text


@pytest.mark.expects_errors
def test_what_an_exception_quotes_is_a_value_and_stays_out(written: Path) -> None:
    try:
        try:
            raise KeyError("Sample Person")
        except KeyError as error:
            raise ValueError(f"no room for {'Another Person'!r} at {7}") from error
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    text = written.read_text("utf-8")
    assert "KeyError: …" in text
    assert "ValueError: no room for … at 7" in text
    assert ", line " in text


@pytest.mark.qt_no_exception_capture
def test_words_of_qt_come_into_the_same_log(written: Path) -> None:
    qWarning("QPainter: not active")
    assert "WARNING MainThread qt: QPainter: not active" in written.read_text("utf-8")


def test_the_log_does_not_grow_without_end(written: Path) -> None:
    for _ in range(30_000):
        logging.getLogger("x").info("%s", "word " * 40)
    sizes = [path.stat().st_size for path in written.parent.iterdir()]
    assert len(sizes) <= 6
    assert max(sizes) <= 1 << 20
