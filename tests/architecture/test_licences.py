"""What ships with the program comes with its licence."""

from __future__ import annotations

import re

from tests.architecture.source import ROOT

LICENCES = ROOT / "resources" / "licences"


def test_every_locked_package_has_its_notice() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", lock, re.MULTILINE)
    notices = (LICENCES / "packages.txt").read_text(encoding="utf-8")
    missing = [
        f"{name} {version}" for name, version in locked if f"\n{name} {version}\n" not in notices
    ]
    assert not missing, "run «make licences»"


def test_the_fonts_and_icons_carry_theirs() -> None:
    assert "SIL Open Font License" in (ROOT / "resources/fonts/OFL.txt").read_text(encoding="utf-8")
    assert "ISC" in (ROOT / "resources/icons/LICENSE").read_text(encoding="utf-8")


def test_the_toolkit_stays_replaceable_under_the_lgpl() -> None:
    assert "LESSER GENERAL PUBLIC" in (LICENCES / "LGPL-3.txt").read_text(encoding="utf-8")
    assert "GENERAL PUBLIC LICENSE" in (LICENCES / "GPL-3.txt").read_text(encoding="utf-8")


def test_the_locks_name_no_place_to_fetch_from() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if line.startswith("-") or "://" in line] == []


def test_every_locked_package_is_held_to_a_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        blocks = (ROOT / name).read_text(encoding="utf-8").split("\n    # via")
        unhashed = [b for b in blocks if "==" in b and "--hash=sha256:" not in b]
        assert not unhashed
