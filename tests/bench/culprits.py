"""With ``WHY=1``: where the UI thread stood while it kept its events waiting."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections import Counter
from types import FrameType

from PySide6.QtCore import QObject, Qt, QTimer

from tests.bench.journey import Journey

LATE_MS = 30
LOOK_SECONDS = 0.004


class Culprits(QObject):
    """A second thread that looks at the stack of the first whenever a beat is late.

    The looking itself costs time, so figures are measured without it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._main = threading.get_ident()
        self._beaten = time.perf_counter()
        self._seen: list[tuple[float, Counter[str]]] = []
        self._ended = threading.Event()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(10)
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def tell(self, person: Journey) -> None:
        """The longest waits and the lines of ours that were seen in them."""
        self._ended.set()
        self._thread.join()
        self._timer.stop()
        print(f"steps: {person.steps}", file=sys.stderr)
        for late, lines in sorted(self._seen, key=lambda one: -one[0])[:12]:
            print(f"{late:6.0f} ms", file=sys.stderr)
            for line, count in lines.most_common(6):
                print(f"    {count:3} × {line}", file=sys.stderr)

    def _beat(self) -> None:
        self._beaten = time.perf_counter()

    def _look(self) -> None:
        lines: Counter[str] = Counter()
        last, late = self._beaten, 0.0
        while not self._ended.wait(LOOK_SECONDS):
            if self._beaten != last:
                if late > LATE_MS:
                    self._seen.append((late, lines))
                lines, last, late = Counter(), self._beaten, 0.0
                continue
            late = (time.perf_counter() - last) * 1000
            if late > LATE_MS / 2:
                frame = sys._current_frames()[self._main]  # noqa: SLF001  # no other way
                lines[self._line(frame)] += 1

    def _line(self, frame: FrameType) -> str:
        stack = traceback.extract_stack(frame)
        ours = [one for one in stack if "/desktop/" in one.filename or "/bench/" in one.filename]
        return " < ".join(
            f"{one.filename.rsplit('/', 1)[-1]}:{one.lineno} {one.name}" for one in ours[:-7:-1]
        )
