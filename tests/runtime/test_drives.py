"""A stick is found where the system mounts it, and is gone when it is pulled out."""

from __future__ import annotations

from pathlib import Path

from desktop.runtime.drives import drives


def test_a_stick_below_the_usual_places_is_found_by_its_label(tmp_path: Path) -> None:
    plugged = tmp_path / "media"
    (plugged / "me" / "حافظهٔ نمونه").mkdir(parents=True)
    (plugged / "me" / "KINGSTON").mkdir()
    escaped = str(plugged / "me" / "NO NAME").replace(" ", "\\040")
    (plugged / "me" / "NO NAME").mkdir()
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"proc /proc proc rw 0 0\n/dev/sda1 / ext4 rw 0 0\n"
        f"/dev/sdb1 {plugged}/me/KINGSTON vfat rw 0 0\n"
        f"/dev/sdc1 {escaped} vfat rw 0 0\n"
        f"/dev/sdd1 {plugged}/me/حافظهٔ نمونه vfat rw 0 0\n".replace("حافظهٔ ن", "حافظهٔ\\040ن"),
        encoding="utf-8",
    )
    found = drives(mounts, (plugged,))
    assert [one.name for one in found] == ["KINGSTON", "NO NAME", "حافظهٔ نمونه"]
    assert all(one.free > 0 for one in found)


def test_a_stick_that_was_pulled_out_is_not_there(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sdb1 {tmp_path}/media/GONE vfat rw 0 0\n", encoding="utf-8")
    assert drives(mounts, (tmp_path / "media",)) == ()


def test_a_system_without_such_a_list_has_no_sticks(tmp_path: Path) -> None:
    assert drives(tmp_path / "nothing") == ()
