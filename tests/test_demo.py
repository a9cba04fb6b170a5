"""The demo puts itself in place of an earlier demo, and of nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop import cli


def test_a_folder_that_holds_something_else_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "نامه.txt"
    kept.write_text("نمونه", encoding="utf-8")
    assert cli.main(["demo", str(tmp_path)]) == 1
    assert kept.read_text(encoding="utf-8") == "نمونه"
    assert "خالی نیست" in capsys.readouterr().err
