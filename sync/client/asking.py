"""One question to headquarters in its short form, and the answer as it was meant."""

from __future__ import annotations

from desktop.models.vault_facts import Enrolment
from sync.client.http import Http
from sync.protocol import slim
from sync.protocol.columns import Peer
from sync.protocol.messages import ExchangeAnswer, ExchangeRequest


def ask(
    http: Http, enrolment: Enrolment, vault: bytes, request: ExchangeRequest, token: bytes | None
) -> ExchangeAnswer:
    """The answer to one turn. Raises Problem."""
    peer = Peer(enrolment.installation, vault, enrolment.person)
    packed = slim.pack_request(request, peer)
    return http.post_bytes(
        "/exchange", packed, lambda data: slim.unpack_answer(data, request, peer), token
    )
