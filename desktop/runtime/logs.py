"""The log: a rotating file without names, keys or numbers of persons."""

from __future__ import annotations

import logging
import re
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from desktop.models.disk import make_private_folder

LOG_FILE = "bazresyar.log"
_BYTES = 1 << 20
_FILES = 5
_SECRET = re.compile(r"[0-9a-fA-F]{32,}|[A-Za-z0-9+/_-]{40,}=*|[0-9۰-۹]{10,}")
_PERSIAN_WORDS = re.compile(r"[\u0600-\u06FF][\u0600-\u06FF\u200c\s]*")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

log = logging.getLogger(__name__)


class Redacting(logging.Formatter):
    """Leaves out what could be a key, a token, a national ID, a telephone number or a name."""

    def format(self, record: logging.LogRecord) -> str:
        said = super().format(record)
        return _PERSIAN_WORDS.sub("… ", _SECRET.sub("…", said))


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
