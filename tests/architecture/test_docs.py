"""What the documents tell a reader to type exists."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.architecture.source import ROOT

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "SECURITY.md")


def verbs() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^\.PHONY: (\w+)$", makefile, re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_verb_a_document_names_is_in_the_makefile(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    typed = re.findall(r"`(?:[^`\n]*\n)?(make [a-z ]+)", text) + re.findall(
        r"^(make [a-z]+)", text, re.MULTILINE
    )
    named = {verb for line in typed for verb in line.split()[1:]}
    assert named <= verbs()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_a_document_links_to_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?://)([^)#]+)\)", text)
    named = re.findall(r"`((?:installer|tests|desktop|sync|resources)/[\w./-]+)`", text)
    assert [name for name in [*linked, *named] if not (ROOT / name).exists()] == []


def test_the_changes_tell_of_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"## {project['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
