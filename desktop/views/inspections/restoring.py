"""Writes what a crash had left in a draft where it belongs (story A20)."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.commands.findings import RecordFinding
from desktop.models import checklists
from desktop.views.inspections.recorder import Recorder


def restore(recorder: Recorder, lost: Mapping[str, str]) -> None:
    """Each text by the key of its field; what no longer has a place stays in the draft."""
    for key, text in lost.items():
        recorder.draft.type(key, text)
        kind, _slash, rest = key.partition("/")
        if kind == "visit":
            recorder.visit_field(rest, text)
        elif kind == "note":
            recorder.note(rest, text)
        elif kind == "answer":
            recorder.draft.filed(key)
            recorder.answer(rest, text)
        elif kind == "finding" and rest.startswith("new/"):
            _new_finding(recorder, key, rest, text)
        elif kind == "finding":
            owner, _slash, name = rest.partition("/")
            if name == "corrected_on_spot":
                recorder.correct(bytes.fromhex(owner), text, key)
            else:
                recorder.amend_finding(bytes.fromhex(owner), {name: text}, key)


def _new_finding(recorder: Recorder, key: str, rest: str, text: str) -> None:
    _new, item, name = rest.split("/", 2)
    if name != "description":
        return
    template = recorder.draft.template
    hint = None
    if template is not None and item in template.places:
        answer = recorder.draft.values().get(item)
        hint = checklists.forced(template.question(item), answer).finding
    recorder.record_finding(
        RecordFinding(
            recorder.visit,
            text,
            indicator=hint.indicator if hint else None,
            code=hint.finding_code if hint else None,
            criterion=hint.criteria[0] if hint and hint.criteria else None,
            severity=hint.severity if hint else "minor",
            item=item or None,
        ),
        (key,),
    )
