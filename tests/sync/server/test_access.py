"""Each route has a line that says who may call it, and keeps to that line."""

from __future__ import annotations

from sync.server.access import ACCESS, EXTENSION, Access, document, routes
from sync.server.app import create_app
from tests.hq import Hq

ONE = {
    "sha256": "00" * 32,
    "number": "0",
    "listing": "visits",
    "identity": "00" * 16,
    "after": "0",
}
TOKENLESS = (Access.VAULT, Access.RELAY)


def test_every_route_says_who_may_call_it_and_no_line_is_left_over(hq: Hq) -> None:
    app = create_app(hq.server)
    assert routes(app) == set(ACCESS)
    told = document(app)["paths"]
    assert {(m.upper(), path) for path, found in told.items() for m in found} == set(ACCESS)
    assert told["/exchange"]["post"][EXTENSION] == "vault"


def test_the_document_is_not_served(hq: Hq) -> None:
    for path in ("/openapi.json", "/docs", "/redoc"):
        assert hq.http.get(path).status_code == 404


def test_a_route_of_vaults_is_shut_to_who_shows_no_good_token(hq: Hq) -> None:
    shown = ("", "Bearer", "Bearer zz", "Bearer " + "00" * 32, "Basic eA==")
    for (method, path), access in ACCESS.items():
        if access not in TOKENLESS:
            continue
        for one in shown:
            headers = {"Authorization": one} if one else {}
            there = f"{path.format(**ONE)}?size=1"
            assert hq.http.request(method, there, headers=headers).status_code == 401, there
