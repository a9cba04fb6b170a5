"""G7 and G8: a new laptop gets everything in its scopes, and what that takes of its memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench import floor
from tests.bench.figures import Figure, large
from tests.bench.laptops import Installation, installation
from tests.bench.payload import findings, order

HEAD = "رئیس نمونهٔ یک"
NEW = ("رئیس نمونهٔ دو", "رئیس نمونهٔ سه")
FULL, USUAL = 1_000_000, 10_000
AT_ONCE = 20_000
LONG_FEED = 10
"""Lines: the rows came as 500 an entry, and it is the snapshot that is measured."""
MOST_SECONDS = 20
MOST_BYTES = 120 * 1024 * 1024


def figures(folder: Path) -> Iterator[Figure]:
    """Two laptops one after the other: the first finds no snapshot ready, the second one does."""
    count = FULL if large() else USUAL
    with installation(folder / "hq", HEAD, *NEW, long_feed=LONG_FEED) as place:
        at, _ = place.laptop(folder / "one", HEAD)
        at.syncs()
        visit = order(at)
        for start in range(0, count, AT_ONCE):
            at.enters("findings", findings(min(AT_ONCE, count - start), visit, start))
            at.syncs()
        at.close()
        found = [_newcomer(place, folder, name) for name in NEW]
    bare = floor.fetched(folder / "floor", findings(count, visit))
    if any(one["rows"] != count for one in found):
        raise RuntimeError("a new laptop did not get every row")
    best = min(found, key=lambda one: float(one["seconds"]))
    seconds, ratio = best["seconds"], round(best["seconds"] / bare, 3)
    goal = f"ratio <= 3, <= {MOST_SECONDS} s for 1,000,000 rows"
    held = ratio <= 3 and (seconds <= MOST_SECONDS or not large())
    yield Figure(
        f"G7.new_laptop.{count}", round(seconds, 3), "s", round(bare, 3), ratio, goal, held
    )
    more = max(one["peak"] - one["idle"] for one in found)
    idle = best["idle"]
    text = f"<= {MOST_BYTES} B over idle"
    yield Figure("G8.memory", more, "B", idle, round(more / idle, 3), text, more <= MOST_BYTES)


def _newcomer(place: Installation, folder: Path, name: str) -> dict[str, Any]:
    line = [
        sys.executable,
        "-m",
        "tests.bench.newcomer",
        str(folder / f"new-{len(list(folder.iterdir()))}"),
        place.serving.url,
        place.serving.root,
        place.codes[name],
    ]
    done = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
