"""What is imported at the start is no longer the collector's business."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import gc, sys
from desktop.runtime.pace import SWITCH_SECONDS, keep_ui_quick
keep_ui_quick()
assert sys.getswitchinterval() <= SWITCH_SECONDS * 1.01
print(gc.get_freeze_count())
"""


def test_what_lives_as_long_as_the_program_is_not_collected_again() -> None:
    # In a process of its own: the settings are the whole interpreter's.
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 1000
