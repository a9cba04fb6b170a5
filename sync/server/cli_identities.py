"""``officers``: name the three Integrity Officers to whom sealed identities are sealed."""

from __future__ import annotations

import argparse
from pathlib import Path

from sync.protocol.identity_seal import key_id
from sync.server import identities, key_lists, keys
from sync.server.cli_standing import Verbs, opened, say


def add_to(verbs: Verbs) -> None:
    """``officers``."""
    officers = verbs.add_parser(
        "officers", help="sign the integrity officers' keys into the list; needs the offline root"
    )
    officers.add_argument("--root", type=Path, required=True, help="where the root lies for now")
    officers.set_defaults(verb=_officers)


def _officers(asked: argparse.Namespace) -> None:
    """Raises Declined ``officers_not_three``, Problem ``hq_root_missing``, ``root_of_another``."""
    root = keys.load_root(asked.root)
    with opened(asked) as hq:
        key_lists.check_root(hq.config, root)
        with hq.database.reading() as session:
            found = identities.officers(session)
    key_lists.publish(hq.config, root, key_lists.Change(officers=found))
    say({"officers": [key_id(one).hex() for one in found], "restart": True})
