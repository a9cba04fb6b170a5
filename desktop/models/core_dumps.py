"""Keys stay out of files that the system writes when a program falls (``security.md`` 4.14)."""

from __future__ import annotations

import ctypes
import sys

_PR_SET_DUMPABLE = 4
_SEM_FAILCRITICALERRORS, _SEM_NOGPFAULTERRORBOX = 1, 2


def forbid_core_dumps() -> None:
    """No memory image of this process, and none for others of this user to read.

    Call it first of all. The Windows branch, which keeps the error report from being offered, was
    *not run*; macOS has the limit alone.
    """
    if sys.platform == "win32":
        ctypes.windll.kernel32.SetErrorMode(_SEM_FAILCRITICALERRORS | _SEM_NOGPFAULTERRORBOX)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
