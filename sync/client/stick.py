"""All that a memory stick holds for one vault, whoever it is from."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from desktop.errors import Problem
from desktop.models import sticks
from sync.client.bundles import Own, note_taken
from sync.client.bundles_between import take_share
from sync.client.bundles_in import TakenIn, take_answer
from sync.protocol.bundle import ANSWER, BETWEEN_VAULTS, Header


def for_vault(vault: bytes, header: Header) -> bool:
    """Whether a bundle is one that this vault takes in."""
    return header.recipient == vault and header.purpose in {ANSWER, BETWEEN_VAULTS}


def ours(vault: bytes, place: Path) -> list[Path]:
    """The one bundle that was named, or those of a stick that are for this vault.

    Bundles that cannot be read are among them, so that they are told of. Raises Problem
    ``stick_empty``, ``stick_pulled``.
    """
    paths = sticks.bundles_at(place)
    if place.is_file():
        return paths
    looked = [sticks.look_at(path) for path in paths]
    found = [one.path for one in looked if one.header is None or for_vault(vault, one.header)]
    if not found:
        raise Problem("stick_empty")
    return found


def take(own: Own, path: Path) -> TakenIn:
    """Take in one bundle. Raises BundleError, Problem; then nothing of it is kept."""
    looked = sticks.look_at(path)
    if looked.error is not None:
        raise looked.error
    share = looked.header is not None and looked.header.purpose == BETWEEN_VAULTS
    taken = take_share(own, path) if share else take_answer(own, path)
    header = taken.header
    own.store.write(partial(note_taken, sender=header.sender, made_at=header.made_at))
    return taken
