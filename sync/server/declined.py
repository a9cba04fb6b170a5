"""Why a request is not carried out, and with which HTTP status."""

from __future__ import annotations

from typing import Final

from desktop.errors import AppError
from sync.protocol.messages import Failure

_STATUS: Final = {
    "token_invalid": 401,
    "nonce_invalid": 401,
    "proof_wrong": 401,
    "code_wrong": 403,
    "code_used": 403,
    "code_expired": 403,
    "code_exhausted": 403,
    "vault_unknown": 403,
    "vault_revoked": 403,
    "vault_quarantined": 403,
    "certificate_expired": 403,
    "blob_not_yours": 403,
    "blob_unknown": 404,
    "vault_taken": 409,
    "chain_gap": 409,
    "wire_too_large": 413,
    "version_unsupported": 426,
    "too_many_requests": 429,
    "server_failed": 500,
}


class Declined(AppError):
    """Headquarters does not carry out a request; nothing of it is kept."""


def status_of(error: AppError) -> int:
    """The HTTP status that goes with a failure."""
    return _STATUS.get(error.code, 400)


def failure_of(error: AppError) -> Failure:
    """The failure as it goes over the wire; only plain values leave."""
    plain = {
        name: value
        for name, value in error.arguments.items()
        if value is None or isinstance(value, bool | int | str | bytes)
    }
    return Failure(error.code, plain)
