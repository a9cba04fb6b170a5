"""Why a request is not carried out, and with which HTTP status."""

from __future__ import annotations

from typing import Final

from desktop.errors import AppError
from sync.protocol.messages import Failure

STATUS: Final = {
    "token_invalid": 401,
    "nonce_invalid": 401,
    "proof_wrong": 401,
    "code_wrong": 403,
    "code_used": 403,
    "code_expired": 403,
    "code_exhausted": 403,
    "vault_unknown": 403,
    "relay_unknown": 403,
    "relay_lease_over": 403,
    "vault_revoked": 403,
    "vault_quarantined": 403,
    "certificate_expired": 403,
    "blob_not_yours": 403,
    "blob_unknown": 404,
    "rows_unknown": 404,
    "vault_taken": 409,
    "body_slow": 408,
    "metrics_closed": 403,
    "chain_gap": 409,
    "wire_too_large": 413,
    "version_unsupported": 426,
    "too_many_requests": 429,
    "server_failed": 500,
    "blob_damaged": 500,
    "server_away": 503,
    "server_full": 507,
}


class Declined(AppError):
    """Headquarters does not carry out a request; nothing of it is kept."""


_OURS: Final = {"disk_full": "server_full"}
"""What is said of this disk must not be taken for the laptop's."""


def status_of(error: AppError) -> int:
    """The HTTP status that goes with a failure."""
    return STATUS.get(_OURS.get(error.code, error.code), 400)


def failure_of(error: AppError) -> Failure:
    """The failure as it goes over the wire; only plain values leave."""
    plain = {
        name: value
        for name, value in error.arguments.items()
        if value is None or isinstance(value, bool | int | str | bytes)
    }
    return Failure(_OURS.get(error.code, error.code), plain)
