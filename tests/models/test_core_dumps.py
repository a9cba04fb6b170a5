"""No image of the memory is written, and none is shown to another process of the user."""

from __future__ import annotations

import subprocess
import sys

import pytest

ASK = """
import ctypes, resource
from desktop.models.core_dumps import forbid_core_dumps
before = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
forbid_core_dumps()
print(before, ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), *resource.getrlimit(resource.RLIMIT_CORE))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux' own calls")
def test_a_process_that_forbade_it_leaves_no_image_of_itself() -> None:
    told = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["1", "0", "0", "0"]
