"""What pyproject.toml packs is what is there."""

from __future__ import annotations

import tomllib

from tests.architecture.source import OURS, ROOT


def packages_there() -> set[str]:
    """Folders with modules, and the folders of resources that hold data."""
    with_modules = {file.parent for top in OURS for file in (ROOT / top).rglob("*.py")}
    with_data = {file.parent for file in (ROOT / "resources").rglob("*") if file.is_file()}
    return {
        folder.relative_to(ROOT).as_posix().replace("/", ".")
        for folder in with_modules | with_data
        if folder.name != "__pycache__"
    }


def test_every_package_is_listed_by_name() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = settings["tool"]["setuptools"]["packages"]
    assert listed == sorted(packages_there()), "\n" + "".join(
        f'    "{name}",\n' for name in sorted(packages_there())
    )


def test_every_folder_of_modules_is_a_package() -> None:
    bare = {
        file.parent.relative_to(ROOT).as_posix()
        for top in OURS
        for file in (ROOT / top).rglob("*.py")
        if not (file.parent / "__init__.py").is_file()
    }
    assert not bare
