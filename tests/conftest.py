"""What holds for every test: offscreen, away from the user's files, no error passed over."""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.needs import BROUGHT_BY, NEEDS

if TYPE_CHECKING:
    from tests.postgresql import Postgresql

os.environ["QT_QPA_PLATFORM"] = "offscreen"
# No test may ask the machine's keyring; the code takes one through its constructors.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

QT_SETTINGS = ("qt_api", "qt_log_level_fail", "qt_log_ignore")
OF_QT = ("PySide6", "desktop.app", "desktop.runtime", "desktop.views", "qtbot")
not_run = pytest.StashKey[Counter[str]]()


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Keep pyproject's settings valid where pytest-qt is switched off."""
    if pluginmanager.is_blocked("pytest-qt"):
        for name in QT_SETTINGS:
            parser.addini(name, "not used without Qt")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[not_run] = Counter()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the modules of Qt tests, and the folders, where Qt cannot even be imported."""
    if NEEDS["qt"]() or collection_path == Path(__file__).parent:
        return None
    source, modules = collection_path, [collection_path]
    if collection_path.is_dir():
        source, modules = collection_path / "conftest.py", [*collection_path.rglob("test_*.py")]
    elif not collection_path.name.startswith("test_"):
        return None
    if not (source.is_file() and _uses_qt(source)):
        return None
    config.stash[not_run]["qt"] += sum(_text(module).count("\ndef test_") for module in modules)
    return True


def _uses_qt(source: Path) -> bool:
    return any(name in _text(source) for name in OF_QT)


def _text(source: Path) -> str:
    return source.read_text(encoding="utf-8")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Set aside what needs a thing that is not here."""
    kept: list[pytest.Item] = []
    aside: list[pytest.Item] = []
    for item in items:
        things = [thing for mark in item.iter_markers("needs") for thing in mark.args]
        absent = [thing for thing in things if not NEEDS[thing]()]
        config.stash[not_run].update(absent[:1])
        (aside if absent else kept).append(item)
    if aside:
        config.hook.pytest_deselected(items=aside)
        items[:] = kept


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what lives as long as the session."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """One of several processes tells the first what it set aside."""
    told = getattr(session.config, "workeroutput", None)
    seen = session.config.stash[not_run]
    if told is not None:
        told["not_run"] = dict(seen)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Each process has looked at every test: the larger number is the number."""
    told: dict[str, int] = getattr(node, "workeroutput", {}).get("not_run", {})
    seen: Counter[str] = node.config.stash[not_run]
    seen |= Counter(told)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say what was not run; ``.ci/run`` fails on any of these lines."""
    for thing, count in sorted(config.stash[not_run].items()):
        terminalreporter.write_line(
            f"not run: needs {thing} (Debian: {BROUGHT_BY[thing]}): {count} tests"
        )


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever asks for the user's folders gets the test's own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / f".{name.lower()}"))


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _no_unexpected_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """What is logged at ERROR is a failure, unless the test is marked ``expects_errors``."""
    errors = _Errors()
    root = logging.getLogger()
    root.addHandler(errors)
    yield
    root.removeHandler(errors)
    if errors.seen and request.node.get_closest_marker("expects_errors") is None:
        pytest.fail("Logged at ERROR:\n" + "\n".join(errors.seen))


@pytest.fixture(autouse=True)
def _garbage_stays_on_this_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """As in the running program: no other thread may end what Qt made on this one."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _nothing_left_running() -> Iterator[None]:
    """A test takes down the threads and windows it put up."""
    threads = set(threading.enumerate())
    windows = _windows()
    yield
    for thread in set(threading.enumerate()) - threads:
        thread.join(timeout=5)
    left = [thread.name for thread in set(threading.enumerate()) - threads]
    assert not left, f"threads left running: {left}"
    open_still = [type(window).__name__ for window in _windows() if window not in windows]
    assert not open_still, f"windows left open: {open_still}"


def _windows() -> list[object]:
    """Top-level widgets without a parent; none where no Qt application was started."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return [
        window
        for window in widgets.QApplication.topLevelWidgets()
        if window.parent() is None and type(window).__name__ != "QTipLabel"
    ]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgresql]:
    """One server for the tests of a process; each test has a database of its own in it."""
    from tests.postgresql import postgresql

    with postgresql() as running:
        yield running


@pytest.fixture(scope="session")
def hq_tables(postgres: Postgresql) -> str:
    """A database with headquarters' tables of today, to be copied."""
    from desktop.models.database import open_postgresql
    from sync.server.hq import prepare

    url = postgres.new_database()
    database = open_postgresql(url)
    prepare(database)
    database.close()
    return url


@pytest.fixture
def hq_on_postgresql(postgres: Postgresql, hq_tables: str) -> Iterator[str]:
    """Where headquarters of this test keeps its rows."""
    url = postgres.new_database(hq_tables)
    yield url
    postgres.drop(url)
