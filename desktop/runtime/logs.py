"""The log: a rotating file without names, keys or numbers of persons."""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from desktop.models.disk import make_private_folder

LOG_FILE = "bazresyar.log"
_BYTES = 1 << 20
_FILES = 5
_SECRET = re.compile(r"[0-9a-fA-F]{32,}|[A-Za-z0-9+/_-]{40,}=*|[0-9۰-۹]{10,}")
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
_PERSIAN_WORDS = re.compile(r"[\u0600-\u06FF][\u0600-\u06FF\u200c\s]*")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

log = logging.getLogger(__name__)


class Redacting(logging.Formatter):
    """Leaves out what could be a key, a token, a national ID, a telephone number or a name.

    Of an exception it tells the way to it and its kind; what its message quotes are values.
    """

    def formatException(self, ei: Caught) -> str:  # noqa: N802  # logging's name
        """Without the values of variables, and without those that a message quotes."""
        told = traceback.TracebackException(*ei, capture_locals=False)
        lines = list(told.format())
        said = set(_messages(told))
        return "".join(_QUOTED.sub("…", line) if line in said else line for line in lines)

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have kept its own wording there
        said = super().format(record)
        record.exc_text = None
        return _PERSIAN_WORDS.sub("… ", _SECRET.sub("…", said))


def _messages(told: traceback.TracebackException) -> Iterator[str]:
    """The last lines of an exception and of those that led to it."""
    yield from told.format_exception_only()
    for before in (told.__cause__, told.__context__):
        if before is not None:
            yield from _messages(before)


def start(folder: Path) -> logging.Handler:
    """Log into a folder from now on: Python's messages, Qt's, and what nobody caught."""
    make_private_folder(folder)
    handler = RotatingFileHandler(
        folder / LOG_FILE, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", delay=True
    )
    handler.setFormatter(
        Redacting("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
    )
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    qInstallMessageHandler(_from_qt)
    return handler


def stop(handler: logging.Handler) -> None:
    """Leave everything as it was before ``start``."""
    qInstallMessageHandler(None)
    sys.excepthook = sys.__excepthook__
    threading.excepthook = threading.__excepthook__
    logging.getLogger().removeHandler(handler)
    handler.close()


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.critical("Nobody caught this", exc_info=(kind, error, trace))


def _uncaught_in_thread(hook: threading.ExceptHookArgs) -> None:
    if hook.exc_value is not None:
        log.critical("A thread ended", exc_info=hook.exc_value)


def _from_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS[kind], "%s", message)
