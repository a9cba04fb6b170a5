"""Every route and who may call it: what the test of endpoints by roles is built from.

The document is OpenAPI, made on demand; it is not served. A route without a line here is a fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

EXTENSION: Final = "x-access"


class Access(Enum):
    """Who may call a route."""

    ANYBODY = "anybody"
    STRANGER = "stranger"
    """Who is about to enrol or to sign in; counted by address."""
    VAULT = "vault"
    """An enrolled vault with a token that is not shut out; what it gets is bound by its scopes."""
    RELAY = "relay"
    """A vault whose person runs a relay."""
    OPERATOR = "operator"
    """This machine, or who shows the configured token."""


ACCESS: Final = {
    ("GET", "/health"): Access.ANYBODY,
    ("GET", "/keys"): Access.ANYBODY,
    ("GET", "/metrics"): Access.OPERATOR,
    ("POST", "/enrol"): Access.STRANGER,
    ("POST", "/nonce"): Access.STRANGER,
    ("POST", "/session"): Access.STRANGER,
    ("POST", "/exchange"): Access.VAULT,
    ("GET", "/witness"): Access.VAULT,
    ("GET", "/blobs/{sha256}"): Access.VAULT,
    ("GET", "/blobs/{sha256}/{number}"): Access.VAULT,
    ("PUT", "/blobs/{sha256}/{number}"): Access.VAULT,
    ("GET", "/rows/{listing}"): Access.VAULT,
    ("POST", "/snapshot"): Access.VAULT,
    ("GET", "/snapshot/{identity}/{number}"): Access.VAULT,
    ("POST", "/digests"): Access.VAULT,
    ("POST", "/digests/rows"): Access.VAULT,
    ("POST", "/records"): Access.VAULT,
    ("GET", "/audit/{after}"): Access.VAULT,
    ("GET", "/relays"): Access.VAULT,
    ("POST", "/verdicts"): Access.VAULT,
    ("POST", "/relay/register"): Access.RELAY,
    ("POST", "/relay/exchange"): Access.RELAY,
}


def routes(app: FastAPI) -> set[tuple[str, str]]:
    """The method and the path of everything that the application answers."""
    return {(method, path) for method, path, _ in _operations(_described(app))}


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the application, with who may call each operation."""
    made = _described(app)
    for method, path, operation in _operations(made):
        operation[EXTENSION] = ACCESS[(method, path)].value
    return made


def _described(app: FastAPI) -> dict[str, Any]:
    return get_openapi(title=app.title, version=app.version, routes=app.routes)


def _operations(made: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            yield method.upper(), path, operation
