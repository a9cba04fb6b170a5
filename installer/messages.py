"""Brings the English catalogue up to date with the words in the code; nothing is guessed."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "resources/translations/en/LC_MESSAGES/bazresyar.po"
# Without the dates that babel writes, so that the file changes only when a word does.
HEADER = """\
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def words_in_code() -> Catalog:
    """Every text given to ``_`` or ``lazy``."""
    found = Catalog()
    for folder in ("desktop", "resources", "sync"):
        for _file, _line, text, _comments, _context in extract_from_dir(
            ROOT / folder, keywords={"_": None, "lazy": None}
        ):
            found.add(text)
    return found


def main() -> int:
    """Rewrites the catalogue and lists the words that still want their English."""
    with CATALOGUE.open("rb") as lines:
        english = read_po(lines, locale="en", domain="bazresyar")
    english.update(words_in_code(), no_fuzzy_matching=True)
    english.obsolete.clear()
    with CATALOGUE.open("wb") as target:
        target.write(HEADER.encode())
        write_po(target, english, width=0, no_location=True, omit_header=True, sort_output=True)
    wanting = [str(word.id) for word in english if word.id and not word.string]
    for word in wanting:
        print(f"no English yet: {word}")
    return min(len(wanting), 1)


if __name__ == "__main__":
    sys.exit(main())
