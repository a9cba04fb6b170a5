"""What must outlive a restore of headquarters: disposals and revocations, each a file of its own.

They lie beside the database, so that an older copy of it, put back, carries them out again before
anybody reads from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from desktop.errors import Problem
from desktop.models.disk import make_private_folder, write_bytes
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError

FOLDER = "lasting"
DISPOSAL, REVOCATION = "disposal", "revocation"


class Act(msgspec.Struct, array_like=True, frozen=True):
    """One act; ``told`` is the row of a disposal, or the vault that was revoked."""

    kind: str
    key: bytes
    told: dict[str, Any]


def note(folder: Path, kind: str, key: bytes, told: dict[str, Any]) -> None:
    """Keep an act; it is on disk when this returns. Raises Problem ``disk_full``."""
    make_private_folder(folder / FOLDER)
    act = Act(kind, key, told)
    write_bytes(folder / FOLDER / f"{kind}-{key.hex()}", encode(act))


def acts(folders: Iterable[Path]) -> list[Act]:
    """Every act that lies in any of these folders, once.

    Raises Problem ``hq_lasting_damaged``: what cannot be read might be a disposal.
    """
    found: dict[tuple[str, bytes], Act] = {}
    for folder in folders:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.name.startswith("."):
                continue
            try:
                act = decode(path.read_bytes(), Act)
            except ProtocolError:
                raise Problem("hq_lasting_damaged", file=str(path)) from None
            found[(act.kind, act.key)] = act
    return list(found.values())
