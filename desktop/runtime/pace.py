"""Keeps the interpreter itself from holding up the UI thread."""

from __future__ import annotations

import gc
import sys

SWITCH_SECONDS = 0.0005


def keep_ui_quick() -> None:
    """Call once everything is imported and before there is a window.

    Qt gives up the interpreter's lock at nearly every call: beside a thread that applies what
    came from headquarters, each call would wait 5 ms to get it back. And a full collection over
    the 250,000 objects of modules and tables stops all threads for 100 ms; these live as long
    as the program, so the collector need not look at them.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()
