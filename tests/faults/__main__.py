"""``make faults``: every fault suite at length, into ``build/faults.json``.

Each part is a module of this folder with ``faults(scale) -> list[Fault]`` and runs in a process of
its own. ``SCALE=full`` runs the long form; name parts to run only those.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.faults.fault import Fault, Scale, reported, table, timed

PARTS: tuple[str, ...] = (
    "kills",
    "link",
    "power",
    "ways_back",
    "tampering",
    "fuzz",
    "bundles",
    "texts",
    "canaries",
    "evidence",
    "bombs",
    "schedules",
    "mutations",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts asked for, or all; the exit code says whether everything holds."""
    parser = argparse.ArgumentParser(prog="tests.faults")
    parser.add_argument("parts", nargs="*", metavar="PART", help=" ".join(PARTS))
    parser.add_argument("--into", type=Path, default=Path("build/faults.json"))
    parser.add_argument("--alone", action="store_true", help="one part, as JSON on this output")
    asked = parser.parse_args(arguments)
    strange = set(asked.parts) - set(PARTS)
    if strange:
        parser.error(f"no such part: {', '.join(sorted(strange))}")
    if asked.alone:
        (part,) = asked.parts
        print(json.dumps([fault.row() for fault in done(part, scale())], ensure_ascii=False))
        return 0
    rows = []
    for part in asked.parts or PARTS:
        fresh = _in_its_own_process(part)
        print(table(fresh), flush=True)
        rows += fresh
    asked.into.parent.mkdir(parents=True, exist_ok=True)
    told = json.dumps([reported(row) for row in rows], ensure_ascii=False, indent=1)
    asked.into.write_text(told + "\n", encoding="utf-8")
    return int(not all(row["holds"] for row in rows))


def scale() -> Scale:
    """The scale that the environment asks for."""
    return Scale(os.environ.get("SCALE") == "full")


def done(part: str, at: Scale) -> list[Fault]:
    """What one part did."""
    return list(import_module(f"tests.faults.{part}").faults(at))


def _in_its_own_process(part: str) -> list[dict[str, Any]]:
    line = [sys.executable, "-m", "tests.faults", "--alone", part]
    ended, seconds = timed(lambda: subprocess.run(line, stdout=subprocess.PIPE, text=True))
    if ended.returncode:  # what went wrong stands above; the other parts still count
        broken = Fault(part, 0, 1, seconds=seconds, told=(f"ended with {ended.returncode}",))
        return [broken.row()]
    rows: list[dict[str, Any]] = json.loads(ended.stdout.splitlines()[-1])
    return rows


if __name__ == "__main__":
    sys.exit(main())
