"""The audit fails on what is known to be wrong with code or packages, and says what it skipped."""

from __future__ import annotations

import json

from installer.audit import known_faults, severe


def test_a_finding_of_high_severity_is_named_with_its_place() -> None:
    found = {"filename": "desktop/x.py", "line_number": 3, "issue_text": "shell=True"}
    report = {"results": [found | {"issue_severity": one} for one in ("LOW", "MEDIUM", "HIGH")]}
    assert severe(json.dumps(report)) == ["desktop/x.py:3 shell=True"]


def test_a_package_with_a_known_fault_is_named() -> None:
    packages = [
        {"name": "sample", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1"}]},
        {"name": "sound", "version": "2.0", "vulns": []},
    ]
    report = json.dumps({"dependencies": packages})
    assert known_faults(report) == (["sample 1.0: PYSEC-2026-1"], 0, 2)


def test_a_package_that_could_not_be_asked_about_counts_as_unchecked() -> None:
    report = json.dumps({"dependencies": [{"name": "sample", "skip_reason": "away"}]})
    assert known_faults(report) == ([], 1, 0)
    assert known_faults("") == ([], 1, 0)
