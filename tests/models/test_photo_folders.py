"""Photos in a folder of a phone or a card, and where such folders are."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.errors import Problem
from desktop.models.photo_folders import list_photos, photo_places

NOON = datetime(2025, 11, 3, 8, 30, tzinfo=UTC)


def put(folder: Path, name: str, minutes: int = 0) -> Path:
    """A file written so many minutes after noon."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(b"\xff\xd8\xff")
    at = (NOON + timedelta(minutes=minutes)).timestamp()
    os.utime(file, (at, at))
    return file


def test_the_newest_photo_comes_first_from_the_folder_and_those_below(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", 1)
    put(tmp_path / "Camera", "b.JPEG", 3)
    put(tmp_path / "Camera" / "1404-08", "c.png", 2)
    put(tmp_path / "one" / "two" / "three", "too deep.jpg", 9)
    found = list_photos(tmp_path)
    assert [one.path.name for one in found.photos] == ["b.JPEG", "c.png", "a.jpg"]
    assert found.photos[0].at == NOON + timedelta(minutes=3)


def test_what_is_hidden_linked_or_no_photo_is_left_out(tmp_path: Path) -> None:
    shown = put(tmp_path, "a.jpg")
    put(tmp_path / ".thumbnails", "b.jpg")
    put(tmp_path, "._a.jpg")
    put(tmp_path, "note.txt")
    put(tmp_path, "iphone.HEIC")
    (tmp_path / "link.jpg").symlink_to(shown)
    found = list_photos(tmp_path)
    assert [one.path for one in found.photos] == [shown]
    assert found.others == 1


def test_a_folder_with_very_many_photos_says_how_many_were_left_out(tmp_path: Path) -> None:
    for number in range(7):
        put(tmp_path, f"{number}.jpg", number)
    found = list_photos(tmp_path, most=3)
    assert [one.path.name for one in found.photos] == ["6.jpg", "5.jpg", "4.jpg"]
    assert found.older == 4


def test_a_card_that_was_pulled_out_is_said(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="photo_folder_unreadable"):
        list_photos(tmp_path / "card")


def test_a_phone_that_the_desktop_mounted_is_offered_with_its_camera_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = tmp_path / "gvfs" / "mtp:host=Samsung_Galaxy" / "Internal storage"
    put(storage / "DCIM" / "Camera", "a.jpg")
    (tmp_path / "gvfs" / "smb-share:server=x").mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    phones = [one for one in photo_places() if one.kind == "phone"]
    assert [(one.name, one.folder) for one in phones] == [
        ("Samsung Galaxy · Internal storage", storage / "DCIM")
    ]
    assert len(list_photos(phones[0].folder).photos) == 1
