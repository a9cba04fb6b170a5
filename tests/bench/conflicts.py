"""G16: a hundred true conflicts, and as many that only look like it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from desktop.models.conflicts import Conflict, value_of
from desktop.models.inspections.records import Finding
from tests.bench.figures import Figure
from tests.bench.laptops import Laptop

TRUE = 100


def conflicts(at: Laptop, other: Laptop, visit: bytes) -> Iterator[Figure]:
    """Two laptops write the same fields of the same findings without having met."""
    at.syncs()
    other.syncs()
    disputed = at.findings(visit, TRUE, 3_000)
    agreed = at.findings(visit, TRUE, 3_000 + TRUE)
    for one, mine in ((at, "یکم"), (other, "دوم")):
        for number, key in enumerate(disputed):
            one.writes(Finding, key, place=f"{mine} {number}")
        for key in agreed:
            one.writes(Finding, key, place="هر دو همین را نوشتند")
    for one in (at, other, at):
        one.syncs()
    lost = phantom = 0
    open_rows = []
    for one in (at, other):
        held, standing = _held(one, visit)
        open_rows.append(sum(len(values) for key, values in held.items() if key in set(disputed)))
        phantom += sum(len(held.get(key, [])) for key in agreed)
        for number, key in enumerate(disputed):
            known = {standing[key], *held.get(key, [])}
            lost += len({f"یکم {number}", f"دوم {number}"} - known)
    rows = max(open_rows, key=lambda found: abs(found - TRUE))
    yield Figure("G16.conflicts", rows, "rows", TRUE, rows / TRUE, "= 100", rows == TRUE)
    yield Figure("G16.lost", lost, "values", None, None, "= 0", lost == 0)
    yield Figure("G16.phantom", phantom, "rows", None, None, "= 0", phantom == 0)


def _held(at: Laptop, visit: bytes) -> tuple[dict[bytes, list[object]], dict[bytes, object]]:
    with at.vault.database.reading() as session:
        found: dict[bytes, list[object]] = {}
        for conflict in session.execute(select(Conflict).where(Conflict.same.is_(False))).scalars():
            found.setdefault(conflict.record_id, []).append(value_of(conflict))
        query = select(Finding.id, Finding.place).where(Finding.visit_id == visit)
        return found, {row.id: row.place for row in session.execute(query)}
