"""A PNG of every page from the demo's first vault; README's picture is one of them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IN_README = ROOT / "installer" / "pictures" / "visit.png"


def main() -> int:
    """``screens.py DEMO OUT``."""
    demo, out = Path(sys.argv[1]), Path(sys.argv[2])
    user = json.loads((demo / "summary.json").read_text(encoding="utf-8"))["users"][0]
    vault = Path(user["vault"])
    program = [sys.executable, "-m", "desktop", "--data", str(vault.parents[1])]
    asked = [*program, "screens", str(out), "--vault", vault.name, "--password-stdin"]
    done = subprocess.run(asked, input=user["password"] + "\n", text=True, cwd=ROOT, check=False)
    if done.returncode == 0:
        IN_README.parent.mkdir(exist_ok=True)
        shutil.copyfile(out / "visit_form-light-1280.png", IN_README)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
