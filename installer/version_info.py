"""The version as PyInstaller writes it into a Windows program. *Not run*: needs Windows."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = "بازرس‌یار"
COMPANY = "Bazresyar contributors"


def version() -> str:
    """The version in pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(settings["project"]["version"])


def version_resource(program: str) -> str:
    """A VSVersionInfo for one program; Persian (0x0429) names, Unicode (1200)."""
    numbers = (*map(int, version().split(".")), 0)
    strings = {
        "CompanyName": COMPANY,
        "FileDescription": PRODUCT,
        "FileVersion": version(),
        "InternalName": program,
        "LegalCopyright": f"© {COMPANY}, MIT",
        "OriginalFilename": f"{program}.exe",
        "ProductName": PRODUCT,
        "ProductVersion": version(),
    }
    rows = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in strings.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f,"
        " flags=0x0, OS=0x40004, fileType=0x1, subtype=0x0, date=(0, 0)),"
        f" kids=[StringFileInfo([StringTable('042904b0', [{rows}])]),"
        " VarFileInfo([VarStruct('Translation', [0x0429, 1200])])])"
    )
