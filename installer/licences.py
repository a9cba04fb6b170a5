"""Writes the licence texts of everything that ships with the program into one file."""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAMED_LIKE = re.compile(r"licen[cs]e|copying|notice", re.IGNORECASE)
LINE = "=" * 78

# Wheels that name their licence and carry no text of it.
TEXT_ELSEWHERE = {
    "pyside6-essentials": "LGPL-3.0-only: LGPL-3.txt and GPL-3.txt beside this file",
    "shiboken6": "LGPL-3.0-only: LGPL-3.txt and GPL-3.txt beside this file",
}


def shipped() -> list[str]:
    """The names locked in requirements.lock."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return re.findall(r"^([a-z0-9][a-z0-9._-]*)==", lock, re.MULTILINE)


def licence_of(package: Distribution) -> str:
    """The licence as the package itself states it."""
    about = package.metadata
    stated = next((about[key] for key in ("License-Expression", "License") if key in about), "")
    classified = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier") or []
        if line.startswith("License :: ")
    ]
    return stated if stated and "\n" not in stated else ", ".join(classified) or "see the text"


def texts_of(package: Distribution) -> list[str]:
    """The licence files the package carries."""
    files = [
        file
        for file in package.files or []
        if file.parts[0].endswith(".dist-info") and NAMED_LIKE.search("/".join(file.parts[1:]))
    ]
    found = [
        Path(str(file.locate())).read_text(encoding="utf-8", errors="replace").strip()
        for file in sorted(files)
    ]
    return list(dict.fromkeys(found))


def notices() -> str:
    """Every package with its version, licence and texts."""
    parts = ["Bazresyar ships with the packages below, each under its own licence.\n"]
    for name in shipped():
        package = distribution(name)
        parts.append(f"{LINE}\n{name} {package.version}\nLicence: {licence_of(package)}\n{LINE}\n")
        texts = texts_of(package) or [TEXT_ELSEWHERE[name]]
        parts.append("\n\n".join(texts) + "\n")
    return "\n".join("\n".join(parts).replace("\r", "").expandtabs().splitlines()) + "\n"


def main() -> int:
    """``licences.py FOLDER``: writes FOLDER/packages.txt."""
    target = Path(sys.argv[1]) / "packages.txt"
    target.write_text(
        re.sub(r"[ \t]+$", "", notices(), flags=re.MULTILINE), encoding="utf-8", newline="\n"
    )
    print(f"{target}: {len(shipped())} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
