"""``python -m tests.faults.seeds FIRST STOP STEP [FAVOUR]``: runs seeds, tells what broke.

Each failing seed is a line of JSON; a mark for every hundred goes to the other output.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from tests.sync.simulator.op import Schedule, schedule
from tests.sync.simulator.people import SEATS
from tests.sync.simulator.run import Simulator
from tests.sync.simulator.shrink import shrunk

MARK = 100
SHRINK = 3


def main(arguments: Sequence[str]) -> int:
    """Run the seeds of a range; the exit code says whether any broke."""
    first, stop, step = (int(argument) for argument in arguments[:3])
    favour = arguments[3] if len(arguments) > 3 else ""
    simulator = Simulator()
    broken = 0

    def run(of: Schedule) -> list[str]:
        try:
            return simulator.run(of)
        except Exception as error:  # whatever a seed breaks is told, and the next one runs
            return [f"raised {type(error).__name__}: {error}"[:400]]

    for number, seed in enumerate(range(first, stop, step), 1):
        of = schedule(seed, len(SEATS), favour)
        found = run(of)
        if found:
            broken += 1
            if broken <= SHRINK:
                of = shrunk(of, run)
            told = {"seed": seed, "favour": favour, "found": found[:5], "schedule": str(of)}
            print(json.dumps(told, ensure_ascii=False), flush=True)
        if number % MARK == 0:
            print(f"{favour or 'mixed'}: {seed}", file=sys.stderr, flush=True)
    simulator.close()
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
