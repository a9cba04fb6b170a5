"""Who asks: the vault of a token, remembered from when this process gave the token out.

What is remembered only opens the message; the transaction that carries a turn out holds the token
against the vault's row again (``vaults.check_token``), so that nothing counts that was taken back.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sync.server import vaults
from sync.server.tables import Device

_REMEMBERED: Final = 20_000


@dataclass(frozen=True, slots=True)
class Shown:
    """What a token shows of the vault that holds it."""

    vault: bytes
    person: bytes
    signing_key: bytes


class Admission:
    """The tokens that this process gave out, by their hashes; the oldest are forgotten first."""

    def __init__(self, wall: Callable[[], int]) -> None:
        self._wall = wall
        self._known: OrderedDict[bytes, tuple[Shown, int]] = OrderedDict()

    def known(self, token: bytes) -> Shown | None:
        """The vault of a token that was given out here and is not too old."""
        shown, ends = self._known.get(vaults.token_hash(token), (None, 0))
        return shown if self._wall() < ends else None

    def gave(self, shown: Shown, token: bytes) -> None:
        """A vault was given its next token."""
        ends = self._wall() + vaults.TOKEN_MS
        self._known[vaults.token_hash(token)] = (shown, ends)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


def shown_by(device: Device) -> Shown:
    """The same of a row that was read."""
    return Shown(device.vault, device.person, device.signing_key)
