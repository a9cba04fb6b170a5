"""One new laptop in a process of its own: it enrols, gets all it may hold, and says what it took.

``python -m tests.bench.newcomer FOLDER URL ROOT CODE``
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path

from sqlalchemy import func, select

from desktop.models.inspections.records import Finding
from tests.bench.laptops import enrolled

_STATUS = Path("/proc/self/status")
_FORGET_PEAK = Path("/proc/self/clear_refs")
_KIB = 1024


def memory(line: str) -> int:
    """Bytes of a line of the kernel's status: VmRSS now, VmHWM at most."""
    found = next(one for one in _STATUS.read_text().splitlines() if one.startswith(line))
    return int(found.split()[1]) * _KIB


def main() -> None:
    """Enrol, then everything."""
    folder, url, root, code = sys.argv[1:]
    at, _ = enrolled(Path(folder), url, root, code)
    gc.collect()
    _FORGET_PEAK.write_text("5")
    idle = memory("VmRSS")
    start = time.perf_counter()
    done = at.syncs()
    seconds = time.perf_counter() - start
    peak = memory("VmHWM")
    with at.vault.database.reading() as session:
        rows = session.execute(select(func.count()).select_from(Finding)).scalar_one()
    told = {"seconds": seconds, "idle": idle, "peak": peak, "rows": rows, "turns": done.turns}
    print(json.dumps(told))
    at.close()


if __name__ == "__main__":
    main()
