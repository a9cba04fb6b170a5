"""Ways of writing that have hurt others: dangerous calls, hidden traps, one system's names."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import files, imports, relative, tree_of, within

MODULES = {
    "pickle": "runs what it reads",
    "marshal": "runs what it reads",
    "shelve": "runs what it reads",
    "zipfile": "names in it may point anywhere",
    "tarfile": "names in it may point anywhere",
    "xml": "expands entities: defusedxml",
    "tempfile": "decrypted copies left behind",
    "random": "not for secrets, and not repeatable",
    "requests": "one HTTP client",
    "urllib.request": "one HTTP client",
}
CALLS = {
    "eval": "runs what it reads",
    "exec": "runs what it reads",
    "__import__": "hides a layer's import",
    "os.system": "a shell",
    "os.popen": "a shell",
    "yaml.load": "runs what it reads",
    "time.sleep": "wait for what happens, not for time",
    "datetime.utcnow": "has no zone",
    "date.today": "time comes in through constructors",
}
# (file, what): reason.
ALLOWED: dict[tuple[str, str], str] = {
    # A third person opens it with what they have; members are read by name, never unpacked.
    ("desktop/models/package_form.py", "zipfile"): "an evidence package",
    ("desktop/models/programmes/pack_file.py", "zipfile"): "a quarter's pack, never unpacked",
    ("desktop/views/shared/elsewhere.py", "openUrl"): "a copy of ours, of three kinds, on purpose",
}

LABELS = "desktop/views/shared/labels.py"
TIPS = "desktop/views/shared/tips.py"
RICH = frozenset({"setHtml", "insertHtml", "setMarkdown", "appendHtml", "setTextFormat"})
"""Calls that make Qt read HTML; the files that may escape what they give them."""
RICH_IN = frozenset({LABELS, "desktop/views/sync/value_card.py"})
GUESSING = frozenset({"QTextEdit", "QTextBrowser", "QMessageBox", "QErrorMessage"})
PRAGMAS = "desktop/models/database.py"

# Names that only one family of systems has, and where each may stand.
POSIX = {
    *("os.fork", "os.getuid", "os.geteuid", "os.getgid", "os.chown", "os.killpg", "os.setsid"),
    *("os.mkfifo", "os.statvfs", "os.sync", "os.pread", "os.pwrite", "os.uname", "os.nice"),
    *("os.O_DIRECTORY", "os.O_NOFOLLOW", "os.O_CLOEXEC", "os.O_NONBLOCK", "os.posix_fallocate"),
    *("signal.SIGKILL", "signal.SIGHUP", "signal.SIGUSR1", "signal.SIGALRM", "signal.alarm"),
    *("signal.setitimer", "time.tzset", "fcntl", "resource", "pwd", "grp", "termios", "pty"),
    *("os.startfile", "msvcrt", "winreg", "ctypes.windll", "ctypes.WinDLL"),
}
# file: the names it may use. Each use stands in a function that asks ``sys.platform``.
GUARDED: dict[str, set[str]] = {
    "desktop/models/core_dumps.py": {"resource", "ctypes.windll"},  # no image of the memory
    "desktop/models/disk.py": {"fcntl", "msvcrt"},  # one program at a time opens a vault
    "desktop/models/child.py": {"resource"},  # limits of a process that decodes
    "desktop/models/photo_folders.py": {"ctypes.windll"},  # which drives can be taken out
    "desktop/runtime/drives.py": {"ctypes.windll"},  # which drives are memory sticks
}


def dotted(node: ast.expr) -> str:
    """``os.path.join`` for the expression of that name, else nothing."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{dotted(value)}.{name}"
    return ""


def built(node: ast.expr) -> bool:
    """Whether a string is put together: f"…", "…" + x, "…" % x, "…".format(x)."""
    match node:
        case ast.JoinedStr():
            return any(isinstance(part, ast.FormattedValue) for part in node.values)
        case ast.BinOp():
            return True
        case ast.Call(func=ast.Attribute(attr="format")):
            return True
    return False


def calls(name: str, call: ast.Call, file: str, imported: set[str]) -> Iterator[str]:
    """What is wrong with one call."""
    last = name.rpartition(".")[2]
    yield from (f"{full}: {why}" for full, why in CALLS.items() if within_name(name, full))
    if any(word.arg == "shell" and not false(word.value) for word in call.keywords):
        yield "shell=True: a shell"
    if any(word.arg == "echo" and not false(word.value) for word in call.keywords):
        yield "echo=True: writes keys and names to the log"
    if last == "decompress":
        yield "decompress: ignores its limit; read from stream_reader"
    if last == "text" and call.args and built(call.args[0]) and "sqlalchemy.text" in imported:
        yield "text(…): SQL put together"
    if last == "exec_driver_sql" and call.args and built(call.args[0]) and file != PRAGMAS:
        yield "exec_driver_sql(…): SQL put together"
    yield from shown(last, file)
    yield from read(name, last, call)
    if last == "QLabel" and file != LABELS:
        yield "QLabel: guesses HTML; use those of views/shared/labels.py"


def within_name(name: str, full: str) -> bool:
    return name == full or ("." in full and name.endswith("." + full))


def false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def shown(last: str, file: str) -> Iterator[str]:
    """Calls by which Qt would read HTML in what people wrote."""
    if last in RICH and file not in RICH_IN:
        yield f"{last}: HTML on the window"
    if last in GUESSING:
        yield f"{last}: guesses HTML"
    if (last in {"setToolTip", "showText"}) and file != TIPS:
        yield f"{last}: guesses HTML; use those of views/shared/tips.py"


def read(name: str, last: str, call: ast.Call) -> Iterator[str]:
    """Calls that read more than they should, or tell more."""
    if last in {"fromData", "loadFromData"}:
        yield f"{last}: reads whatever Qt can; use views/shared/pictures.py"
    if name == "Image.open" and not any(word.arg == "formats" for word in call.keywords):
        yield "Image.open: reads whatever Pillow can; name the formats"
    if last == "create_engine" and not given(call, "hide_parameters"):
        yield "create_engine: without hide_parameters an exception tells values"
    if any(word.arg == "capture_locals" and not false(word.value) for word in call.keywords):
        yield "capture_locals: a crash report with keys in it"
    if last == "openUrl":
        yield "openUrl: opens whatever a text names"


def given(call: ast.Call, name: str) -> bool:
    """Whether an argument is plainly True."""
    return any(
        word.arg == name and isinstance(word.value, ast.Constant) and word.value.value is True
        for word in call.keywords
    )


def everything(caught: ast.expr | None) -> bool:
    return caught is None or dotted(caught) in {"Exception", "BaseException"}


def raises_again(handler: ast.ExceptHandler) -> bool:
    """Whether it only tidies up: its last statement is a bare ``raise``."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def faults(file: str, tree: ast.Module) -> list[str]:
    """Everything this file may not do."""
    imported = imports(tree)
    found = [
        (module, f"{module}: {why}")
        for module, why in MODULES.items()
        if any(within(name, module) for name in imported)
    ]
    for node in ast.walk(tree):
        match node:
            case ast.Call():
                name = dotted(node.func)
                found += [
                    (fault.partition(":")[0], fault) for fault in calls(name, node, file, imported)
                ]
            case ast.ExceptHandler() if everything(node.type) and not raises_again(node):
                found.append(("except", "except Exception: hides our own mistakes"))
            case ast.ClassDef() if file != LABELS and any(
                dotted(base).endswith("QLabel") for base in node.bases
            ):
                found.append(("QLabel", "a QLabel of its own: see views/shared/labels.py"))
    return [f"{file}: {fault}" for what, fault in found if (file, what) not in ALLOWED]


def systems_names(tree: ast.AST) -> set[str]:
    """Names in this tree that exist on one family of systems alone."""
    used = {dotted(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used |= imports(tree) if isinstance(tree, ast.Module) else set()
    return {name for name in POSIX if any(within(one, name) for one in used)}


def asks_for_the_system(function: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Attribute) and dotted(node) in {"sys.platform", "os.name"}
        for node in ast.walk(function)
    )


def unguarded(file: str, tree: ast.Module) -> list[str]:
    """Uses of one system's names outside a function with a branch for each system."""
    strays = [f"{file}: {name}" for name in systems_names(tree) - GUARDED.get(file, set())]
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return strays + [
        f"{file}: {function.name} uses {name} and never asks which system it is on"
        for function in functions
        for name in systems_names(function)
        if not asks_for_the_system(function)
    ]


def test_nothing_is_written_in_a_forbidden_way() -> None:
    found = [
        fault
        for file in files("desktop", "sync", "resources")
        for fault in faults(relative(file), tree_of(file))
    ]
    assert not found, "\n".join(found)


def test_one_systems_names_stand_only_where_both_are_served() -> None:
    found = [
        fault
        for file in files("desktop", "sync", "resources")
        for fault in unguarded(relative(file), tree_of(file))
    ]
    assert not found, "\n".join(found)


def test_the_lists_of_exceptions_hold_nothing_that_is_gone() -> None:
    there = {relative(file): file for file in files("desktop", "sync", "resources")}
    assert {file for file, _ in ALLOWED} | set(GUARDED) <= set(there)
    assert all(names <= systems_names(tree_of(there[file])) for file, names in GUARDED.items())


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "def f():\n    from xml.etree import ElementTree",
        "import tempfile",
        "eval('1')",
        "os.system('ls')",
        "subprocess.run('ls', shell=True)",
        "create_engine(url, echo=True)",
        "yaml.load(stream)",
        "from sqlalchemy import text\ntext(f'SELECT {x}')",
        "import sqlalchemy\nfrom sqlalchemy import text\ntext('SELECT ' + x)",
        "connection.exec_driver_sql('SELECT {}'.format(x))",
        "ZstdDecompressor().decompress(data)",
        "QLabel('<b>')",
        "class Title(QtWidgets.QLabel): x = 1",
        "try:\n    f()\nexcept Exception:\n    g()",
        "try:\n    f()\nexcept:\n    g()",
        "time.sleep(1)",
        "today = date.today()",
        "box = QMessageBox(QMessageBox.Icon.Warning, title, text)",
        "view.setHtml(words)",
        "self.setToolTip(words)",
        "QImage.fromData(data)",
        "Image.open(data)",
        "create_engine(url)",
        "create_engine(url, hide_parameters=False)",
        "traceback.TracebackException(kind, error, trace, capture_locals=True)",
        "QDesktopServices.openUrl(url)",
    ],
)
def test_a_planted_fault_is_caught(source: str) -> None:
    assert faults("desktop/models/planted.py", ast.parse(source))


@pytest.mark.parametrize(
    "source",
    ["import os\nos.fork()", "import fcntl", "def f():\n    os.statvfs('x')", "import msvcrt"],
)
def test_a_planted_name_of_one_system_is_caught(source: str) -> None:
    assert unguarded("desktop/models/planted.py", ast.parse(source))
