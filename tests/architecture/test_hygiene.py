"""What is published names no machine, no registry and no workplace."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.architecture.source import ROOT

# One letter of each stands in brackets, so that this file does not hold what it looks for.
WORDS = {
    "a path of one machine": ["/wor[k]/", "/far[m]/", "/hom[e]/[a-z]", "/roo[t]/", "/tm[p]/[a-z]"],
    "a path of Windows": [r"[A-Z]:\\User[s]"],
    "a registry": [
        r"pyp[i]\.org",
        "pythonhoste[d]",
        r"npmj[s]\.",
        r"deb\.debia[n]",
        "--index-ur[l] ",
        "--extra-inde[x]",
        "--find-link[s] ",
    ],
    "a workplace": ["this sessio[n]", "our tool[s]", r"\bCE[O]\b", r"\bLL[M]\b"],
}
GUARDED = {kind: re.compile("|".join(words)) for kind, words in WORDS.items()}
BINARY = {".png", ".ttf", ".qm", ".ico", ".jpg", ".pdf", ".woff2", ".db"}


def published() -> list[str]:
    listing = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = [name for name in listing.stdout.split("\0") if name]
    return [n for n in names if (ROOT / n).is_file() and (ROOT / n).suffix not in BINARY]


def slips(text: str) -> list[str]:
    """The lines of a text that should not be published, with the reason."""
    return [
        f"{number}: {kind}: {line.strip()[:100]}"
        for number, line in enumerate(text.splitlines(), 1)
        for kind, words in GUARDED.items()
        if words.search(line)
    ]


def test_nothing_published_names_where_it_was_written() -> None:
    found = [
        f"{name}:{slip}"
        for name in published()
        for slip in slips((ROOT / name).read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    ["see @work@main", "https:@@pypi|org@simple", "--index|url x", "open @tmp@x.pdf"],
)
def test_a_planted_slip_is_caught(line: str) -> None:
    dot_or_dash = "-" if line.startswith("--") else "."
    assert slips(line.replace("@", "/").replace("|", dot_or_dash))


def test_the_root_holds_only_what_the_layout_names() -> None:
    named = {
        *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"),
        *("LICENSE", "Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"),
        *("desktop", "sync", "resources", "installer", "tests"),
        *(".ci", ".gitignore", ".editorconfig"),
    }
    assert {name.partition("/")[0] for name in published()} <= named
