"""The process that decodes what strangers made: bounded, and started anew where it ended."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from desktop.models.child import Child, answer


def serve(requests: Connection) -> None:
    answer(requests, _work)


def _work(message: bytes) -> bytes:
    what, _, told = message.partition(b" ")
    try:
        match what:
            case b"memory":
                return str(len(bytearray(int(told)))).encode()
            case b"file":
                Path(told.decode()).write_bytes(b"x")
            case b"die":
                raise SystemExit
    except (MemoryError, OSError) as error:
        return type(error).__name__.encode()
    return b"done"


def test_it_gets_no_more_memory_and_no_file(tmp_path: Path) -> None:
    child = Child(serve, "sample")
    file = tmp_path / "left"
    try:
        assert child.ask(b"memory 100000000", 100) == b"100000000"
        assert child.ask(b"memory 2000000000", 100) == b"MemoryError"
        assert child.ask(f"file {file}".encode(), 100) == b"OSError"
        assert not file.exists() or not file.stat().st_size
    finally:
        child.close()


def test_after_its_end_the_next_message_is_answered() -> None:
    child = Child(serve, "sample")
    try:
        assert child.ask(b"die", 100) is None
        assert child.ask(b"again", 100) == b"done"
    finally:
        child.close()
