"""One Anki client, told what to do over its input; run by an interpreter that has ``anki``.

It is no part of the program and imports nothing of it. A line in, a line of JSON out:
``open URL``, ``join URL``, ``add FILE``, ``change N``, ``sync URL WHO``.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

FIELDS = 12


class Peer:
    """Two collections of one user, as two devices."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._collection = import_module("anki.collection")
        self._held: dict[str, Any] = {}
        self._auth: Any = None
        self._rounds = 0

    def open(self, url: str) -> dict[str, Any]:
        """The first device, uploaded whole while it is empty."""
        first = self._held["first"] = self._collection.Collection(str(self._folder / "1.anki2"))
        model = first.models.new("twelve")
        for number in range(FIELDS):
            first.models.add_field(model, first.models.new_field(f"f{number}"))
        template = first.models.new_template("card")
        template["qfmt"], template["afmt"] = "{{f0}}", "{{f1}}"
        first.models.add_template(model, template)
        first.models.add(model)
        self._auth = first.sync_login("bench", "bench", url)
        self._whole("first", url, upload=True)
        self._held["second"] = self._collection.Collection(str(self._folder / "2.anki2"))
        self._whole("second", url, upload=False)
        return {}

    def add(self, file: str) -> dict[str, Any]:
        """Notes from a file of JSON, into the first device."""
        first = self._held["first"]
        model = first.models.by_name("twelve")
        asked = []
        for fields in json.loads(Path(file).read_text("utf-8")):
            note = first.new_note(model)
            note.fields = fields
            asked.append(self._collection.AddNoteRequest(note=note, deck_id=1))
        first.add_notes(asked)
        return {"notes": first.note_count()}

    def change(self, count: str) -> dict[str, Any]:
        """One field of so many notes of the first device."""
        first = self._held["first"]
        self._rounds += 1
        start = self._rounds * int(count)
        notes = [first.get_note(one) for one in first.find_notes("")[start : start + int(count)]]
        for note in notes:
            note["f8"] = f"طبقهٔ سوم {self._rounds}"
        first.update_notes(notes)
        return {"notes": len(notes)}

    def sync(self, url: str, who: str) -> dict[str, Any]:
        """A normal sync of a device, and how long it took."""
        self._auth.endpoint = url
        start = time.perf_counter()
        done = self._held[who].sync_collection(self._auth, False)
        seconds = time.perf_counter() - start
        return {
            "seconds": seconds,
            "required": int(done.required),
            "notes": self._held[who].note_count(),
        }

    def _whole(self, who: str, url: str, *, upload: bool) -> None:
        held = self._held[who]
        self._auth.endpoint = url
        held.sync_collection(self._auth, False)
        held.close_for_full_sync()
        held.full_upload_or_download(auth=self._auth, server_usn=None, upload=upload)
        held.reopen(after_full_sync=True)


def main() -> None:
    """Answer until the input ends."""
    peer = Peer(Path(sys.argv[1]))
    for line in sys.stdin:
        verb, *words = line.split()
        print(json.dumps(getattr(peer, verb)(*words)), flush=True)


if __name__ == "__main__":
    main()
