"""The trail at the auditor's own laptop: everybody's headers of the province, by name."""

from __future__ import annotations

from pathlib import Path

from desktop.models.trail import TrailFilter, trail_count, trail_page, trail_vaults
from tests.sync.laptops import Hq, Laptop, looks
from tests.sync.units import AddUnit, EditUnit


def test_an_auditor_finds_the_entries_of_a_person_by_name(
    hq: Hq, pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    a, b = pair
    a.does(AddUnit())
    a.syncs()
    b.syncs()
    b.does(EditUnit("phone", "028-00000000"))
    b.syncs()
    auditor = hq.laptop(tmp_path / "auditor", "ناظر نمونه", "auditor")
    for _ in range(2):
        auditor.syncs()
    page = looks(auditor, lambda s: trail_page(s, TrailFilter(), None, 50, descending=True))
    told = {(row.person, row.vault): dict(row.kinds) for row in page.rows}
    assert told[b.name, b.journal.vault] == {"units": 1}
    assert {a.name, b.name} <= {name for _vault, name in looks(auditor, trail_vaults)}
    named = TrailFilter(name=b.name.split()[-1])
    assert looks(auditor, lambda s: trail_count(s, named)) == 1
    assert looks(auditor, lambda s: trail_count(s, TrailFilter(name="کسی دیگر"))) == 0
