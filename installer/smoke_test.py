"""Starts the built programs offscreen: ``smoke_test.py dist/bazresyar``.

The window on an empty folder, then the demo as a whole: headquarters, vaults, photos, papers and
every page, all by what was built.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS = 1200


def program_in(folder: Path, name: str) -> Path:
    """The built program's file; the Windows branch was *not run*."""
    return folder / (f"{name}.exe" if sys.platform == "win32" else name)


def run(command: list[str], environment: dict[str, str]) -> None:
    """Says how long the program took; a stop with another exit code than 0 ends this script."""
    started = time.monotonic()
    done = subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    took = time.monotonic() - started
    if done.returncode:
        sys.exit(f"{command[0]} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    print(f"{Path(command[0]).name} {command[-1]}: exit 0 after {took:.1f} s")


def main() -> int:
    """Exit code 0 where the window opened and closed and the demo's story happened."""
    folder = Path(sys.argv[1]).resolve()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    # The packed program brings its own libraries; none of this environment's may help it.
    environment = {k: v for k, v in environment.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    window = str(program_in(folder, "bazresyar"))
    with tempfile.TemporaryDirectory() as data:
        run([window, "--data", data, "--smoke"], environment)
        run([window, "demo", str(Path(data) / "demo")], environment)
    return 0


if __name__ == "__main__":
    sys.exit(main())
