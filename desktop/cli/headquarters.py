"""``bazresyar-hq`` whole: a headquarters' verbs, a relay's, and the enrolment sheet on paper.

It stands here because headquarters itself draws nothing and imports no document.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from sync.relay import cli


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    return cli.main(arguments, sheet)


def sheet(told: dict[str, Any]) -> bytes:
    """The enrolment sheet as PDF, from what ``code new`` tells."""
    from desktop.documents.enrolment import EnrolmentFacts, enrolment_sheet
    from desktop.models import reference

    roles = [reference.find("roles", code) for code in told["roles"]]
    province = reference.find("provinces", told["province"]) if told["province"] else None
    facts = EnrolmentFacts(
        issuer=told["issuer"],
        office=told["office_name"],
        person=told["name"],
        roles=tuple(str(reference.name_of(role)) for role in roles),
        province="" if province is None else str(reference.name_of(province)),
        code=told["code"],
        url=told["url"],
        root=told["root"],
        good_until=datetime.fromisoformat(told["until"]),
        sample=told["sample"],
    )
    return enrolment_sheet(facts, printed_at=datetime.now(UTC), app_version=version("bazresyar"))


if __name__ == "__main__":
    sys.exit(main())
