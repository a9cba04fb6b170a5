"""A clash of two steps is settled by the head: one pure check for the laptop and headquarters.

Two steps that were taken apart from the same state are no fault of anybody, so neither is
refused (``sync.md`` section 1, point 7); the head says which state holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.errors import Refused
from desktop.models.transitions import Asked

DECIDERS = frozenset({"head_of_inspection"})


def check_settling(
    asked: Asked, record: bytes, clash: Mapping[str, Any] | None, standing: str
) -> Refused | None:
    """Whether a step may settle ``clash``, a transition of ``record`` whose state is ``standing``.

    The state either stays as it stands or becomes what the clashing step wanted.
    """
    if asked.role not in DECIDERS:
        return Refused("clash_not_for_role", role=asked.role)
    if clash is None or (clash["record_kind"], clash["record_id"]) != (asked.kind, record):
        return Refused("clash_unknown")
    if asked.source != standing or asked.target not in {standing, clash["to_state"]}:
        return Refused("clash_other_state", target=asked.target)
    if asked.on_behalf_of is not None:
        return Refused("clash_in_person")
    return None
