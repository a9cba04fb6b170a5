"""G11–G13 as ``make faults`` last found them: they are counts of its runs, not measured here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure

FOUND = Path("build/faults.json")
_SUITES = {"G11": "schedules", "G12": "kill", "G13": "bad link"}


def figures(_folder: Path) -> Iterator[Figure]:
    """One figure for each suite that these goals name, with how often it ran and what it lost."""
    rows: list[dict[str, Any]] = json.loads(FOUND.read_text("utf-8")) if FOUND.exists() else []
    for goal, suite in _SUITES.items():
        found = [row for row in rows if row["name"].startswith(suite)]
        if not found:
            yield Figure(f"{goal}.{suite}", 0, "runs", goal="not measured: make faults")
        for row in found:
            name = f"{goal}.{row['name']}"
            yield Figure(
                name, row["runs"], "runs", None, None, f"lost {row['lost']}, = 0", row["holds"]
            )
