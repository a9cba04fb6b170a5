"""The server's log: one JSON object a line, without bodies, tokens or what an error quotes."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Final

from desktop.errors import AppError

FIELDS: Final = "told"
"""The attribute of a record that holds further fields: ``log.info(…, extra=told(n=1))``."""


def told(**fields: object) -> dict[str, dict[str, object]]:
    """Further fields of one line, for ``extra``."""
    return {FIELDS: fields}


class JsonLines(logging.Formatter):
    """A record as one line that a machine reads."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; of an error its type and places, for its words may quote a record."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        line |= getattr(record, FIELDS, {})
        if record.exc_info is not None and record.exc_info[1] is not None:
            line |= _error(record.exc_info[1], record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def structured() -> None:
    """From now on the process logs JSON lines on standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _error(error: BaseException, trace: TracebackType | None) -> dict[str, object]:
    kind = error.code if isinstance(error, AppError) else type(error).__qualname__
    places = [f"{at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(trace)]
    return {"error": kind, "at": places}
