"""A process that writes an opening and dies before it shows anything."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desktop.commands.identities import OpenIdentity
from tests.models.identities.people import alone

DIED = 9
KEY = bytes(range(32))


def main(folder: Path) -> None:
    """Never returns."""
    person = alone(folder, KEY)
    identity = person.records()
    person.does(OpenIdentity(identity, "mobile", "sms", person.hands))
    os._exit(DIED)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
