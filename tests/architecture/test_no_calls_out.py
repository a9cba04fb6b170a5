"""Headquarters asks nothing of anybody: no request goes where data of a user would lead it."""

from __future__ import annotations

from tests.architecture.source import files, imports, module_of, relative, tree_of, within

CALLERS = {
    "httpx",
    "requests",
    "aiohttp",
    "urllib.request",
    "http.client",
    "ftplib",
    "smtplib",
    "imaplib",
    "telnetlib",
    "xmlrpc",
    "websockets",
    "webbrowser",
}
"""What reaches out to an address; a socket that listens is no such thing."""


def test_the_server_has_nothing_to_make_a_request_with() -> None:
    looked = 0
    for file in files("sync"):
        module = module_of(file)
        if not within(module, "sync.server"):
            continue
        looked += 1
        named = {one for one in imports(tree_of(file)) if any(within(one, c) for c in CALLERS)}
        assert not named, f"{relative(file)} imports {named}"
        text = file.read_text(encoding="utf-8")
        for call in ("create_connection", "open_connection", ".connect(("):
            assert call not in text, f"{relative(file)}: {call}"
    assert looked > 30
