"""What a password must be, and how long wrong ones make a person wait."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from desktop.errors import Problem, Refused
from desktop.models.disk import write_bytes
from desktop.models.text import fold
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError

LEAST = 12
LEAST_WITHOUT_KEYRING = 16
MOST = 128
FREE_ATTEMPTS = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)

_DISTINCT = 6
_STRONG = 3
_READ = 72
"""What the estimate reads of a long one."""
_COMMON = (
    "password", "passw0rd", "qwerty", "asdfgh", "zxcvbn", "letmein", "iloveyou", "welcome",
    "admin", "bazres", "iran", "tehran", "123456", "654321", "111111", "000000", "abcdef",
    "abc123", "1qaz2wsx", "رمز", "گذرواژه", "بازرس", "ایران", "تهران",
)  # fmt: skip
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm")


class WrongPassword(Refused):
    """The password does not fit, or it is not yet time to try again.

    ``attempts_left`` before the next wait; ``wait`` in seconds, 0 where one may try at once.
    """

    def __init__(self, attempts_left: int, wait: int) -> None:
        super().__init__(
            _code(attempts_left, wait),
            attempts_left=attempts_left,
            wait=wait,
            minutes=-(-wait // 60),
            seconds=FIRST_WAIT.seconds,
        )
        self.attempts_left = attempts_left
        self.wait = wait


def _code(attempts_left: int, wait: int) -> str:
    if wait:
        return "sign_in_locked" if wait < 60 else "sign_in_locked_long"
    return "wrong_password_last" if attempts_left == 1 else "wrong_password"


def password_problem(password: str, *, name: str = "", least: int = LEAST) -> Refused | None:
    """What is wrong with a new password, or None."""
    if len(password) < least:
        return Refused("password_too_short", least=least)
    if len(password) > MOST:
        return Refused("password_too_long", most=MOST)
    folded = fold(password).replace(" ", "")
    if len(set(folded)) < _DISTINCT:
        return Refused("password_too_simple")
    parts = [part for part in fold(name).split() if len(part) > 2]
    if _left_over(folded, [*_COMMON, *parts]) < _DISTINCT or _strength(password, name) < _STRONG:
        return Refused("password_too_common")
    return None


def _strength(password: str, name: str) -> int:
    """How hard it is to guess for one who knows words, names, keyboards and dates: 0 to 4."""
    # Its lists of words take a while to load, and most starts set no password.
    from zxcvbn import zxcvbn

    found = zxcvbn(password[:_READ], user_inputs=[name, "bazresyar", "بازرس‌یار"])
    return int(found["score"])


def _left_over(folded: str, known: list[str]) -> int:
    """How many characters a guesser would still have to guess after the well-known parts."""
    for part in known:
        folded = folded.replace(fold(part), "")
    for run in (*_RUNS, *(run[::-1] for run in _RUNS)):
        for size in range(len(run), 3, -1):
            for start in range(len(run) - size + 1):
                folded = folded.replace(run[start : start + size], "")
    return len(folded)


class _Failures(msgspec.Struct, frozen=True, array_like=True):
    count: int
    until: int


_NONE = _Failures(0, 0)


class Lockout:
    """Counts wrong passwords in a file of its own, so that a restart forgets nothing.

    It slows down a person at the window; a copied vault is protected by the device secret.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lockout"

    def begin(self, now: datetime) -> None:
        """Count an attempt before it is made. Raises WrongPassword while one has to wait."""
        failures = self._read()
        wait = self._wait(failures, now)
        if wait:
            raise WrongPassword(0, wait)
        count = failures.count + 1
        self._write(_Failures(count, _milliseconds(now + _pause(count))))

    def failed(self, now: datetime) -> WrongPassword:
        """What to tell after the attempt that was begun did not fit."""
        failures = self._read()
        return WrongPassword(max(0, FREE_ATTEMPTS - failures.count), self._wait(failures, now))

    def clear(self) -> None:
        """Forget the failures: the right password was given."""
        if self._read() != _NONE:
            self._write(_NONE)

    def waiting(self, now: datetime) -> int:
        """Seconds until one may try again."""
        return self._wait(self._read(), now)

    def _wait(self, failures: _Failures, now: datetime) -> int:
        """A clock that was set back prolongs no wait beyond the longest."""
        left = min(failures.until - _milliseconds(now), _milliseconds_in(LONGEST_WAIT))
        return max(0, -(-left // 1000)) if failures.count >= FREE_ATTEMPTS else 0

    def _read(self) -> _Failures:
        try:
            return decode(self._path.read_bytes(), _Failures)
        except FileNotFoundError:
            return _NONE
        except ProtocolError:
            return _Failures(FREE_ATTEMPTS - 1, 0)

    def _write(self, failures: _Failures) -> None:
        """A full disk keeps nobody out of a vault."""
        with contextlib.suppress(Problem):
            write_bytes(self._path, encode(failures))


def _pause(failures: int) -> timedelta:
    if failures < FREE_ATTEMPTS:
        return timedelta()
    return min(FIRST_WAIT * (1 << min(failures - FREE_ATTEMPTS, 10)), LONGEST_WAIT)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _milliseconds_in(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
