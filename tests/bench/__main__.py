"""``make bench``: every figure against its goal, into ``build/bench.json``.

Each part runs in a process of its own, so that none inherits the other's memory or threads.
``SCALE=full`` measures the large sizes; name parts to run only those.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.figures import Figure, table

PARTS = (
    "capture",
    "exchange",
    "snapshot",
    "load",
    "faults",
    "lists",
    "registers",
    "paper",
    "programmes",
    "opening",
    "window",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the parts asked for, or all; the exit code says whether every goal holds."""
    parser = argparse.ArgumentParser(prog="tests.bench")
    parser.add_argument("parts", nargs="*", metavar="PART", help=" ".join(PARTS))
    parser.add_argument("--into", type=Path, default=Path("build/bench.json"))
    parser.add_argument("--alone", action="store_true", help="one part, as JSON on this output")
    asked = parser.parse_args(arguments)
    strange = set(asked.parts) - set(PARTS)
    if strange:
        parser.error(f"no such part: {', '.join(sorted(strange))}")
    if asked.alone:
        (part,) = asked.parts
        print(json.dumps([figure.row() for figure in measured(part)], ensure_ascii=False))
        return 0
    rows = [row for part in asked.parts or PARTS for row in _in_its_own_process(part)]
    asked.into.parent.mkdir(parents=True, exist_ok=True)
    asked.into.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(table(rows))
    return int(any(row["holds"] is False for row in rows))


def measured(part: str) -> list[Figure]:
    """The figures of one part, measured in a folder that is gone afterwards."""
    with TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        return list(import_module(f"tests.bench.{part}").figures(Path(folder)))


def _in_its_own_process(part: str) -> list[dict[str, Any]]:
    line = [sys.executable, "-m", "tests.bench", "--alone", part]
    done = subprocess.run(line, stdout=subprocess.PIPE, text=True)
    if done.returncode:  # what went wrong stands above; the other parts still count
        return [Figure(f"{part}.measured", 0, "", goal="ends", holds=False).row()]
    rows: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return rows


if __name__ == "__main__":
    sys.exit(main())
