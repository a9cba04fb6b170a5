"""What ships beside the code: fonts, icons, styles, translations, reference data."""

from pathlib import Path

_ROOT = Path(__file__).resolve().parent


def path(name: str) -> Path:
    """A shipped file or folder by its name below ``resources/``, in source and when packaged."""
    found = _ROOT / name
    if not found.exists():
        raise FileNotFoundError(f"no resource named {name}")
    return found


def text(name: str) -> str:
    """A shipped text file, whole."""
    return path(name).read_text(encoding="utf-8")
