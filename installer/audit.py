"""What is known to be wrong with the code we ship and the packages we stand on.

``bandit`` reads our code, ``pip-audit`` asks whether a locked package has a known fault. Where its
service does not answer, the run says «not checked» and goes on: silence is no clean bill.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
CODE = ("desktop", "sync", "resources", "installer")
LOCK = "requirements.lock"


def main() -> int:
    """Fails on a finding of high severity and on a package with a known fault."""
    findings = severe(ran("bandit", "--quiet", "--recursive", "--format=json", *CODE))
    for line in findings:
        print(f"bandit: {line}")
    faults, unchecked, checked = known_faults(audited())
    for line in faults:
        print(f"pip-audit: {line}")
    if unchecked:
        print(f"pip-audit: not checked: {unchecked} packages; its service did not answer")
    print(f"bandit: {len(findings)} of high severity; pip-audit: {checked} packages checked")
    return int(bool(findings or faults))


def severe(report: str) -> list[str]:
    """The findings of high severity, one line each. Raises ValueError for a broken report."""
    return [
        f"{found['filename']}:{found['line_number']} {found['issue_text']}"
        for found in json.loads(report)["results"]
        if found["issue_severity"] == "HIGH"
    ]


def known_faults(report: str) -> tuple[list[str], int, int]:
    """Packages with a known fault, and how many could not and could be asked about."""
    try:
        packages = json.loads(report)["dependencies"]
    except ValueError:
        return [], 1, 0
    faults = [
        f"{package['name']} {package['version']}: {fault['id']}"
        for package in packages
        for fault in package.get("vulns", [])
    ]
    unchecked = sum("skip_reason" in package for package in packages)
    return faults, unchecked, len(packages) - unchecked


def audited() -> str:
    """What ``pip-audit`` says of the locked packages, as JSON; it fails where it finds a fault."""
    quiet = ("--progress-spinner=off", "--disable-pip", "--format=json", "--timeout=10")
    return ran("pip_audit", f"--requirement={LOCK}", *quiet)


def ran(module: str, *arguments: str) -> str:
    """The output of a module of this environment; its exit code is read from the report."""
    line: Sequence[str] = [sys.executable, "-m", module, *arguments]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
