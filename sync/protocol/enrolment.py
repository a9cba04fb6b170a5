"""What a new vault types, signs and compares before it trusts headquarters."""

from __future__ import annotations

import hashlib

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U."""

CODE_LETTERS = 10
_SLIPS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_FINGERPRINT_BYTES = 15


def normal_code(typed: str) -> str:
    """A code as it is compared: capitals, no dashes or spaces, usual slips put right."""
    bare = "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())
    return bare.translate(_SLIPS)


def shown_code(code: str) -> str:
    """A code as it stands on the enrolment sheet: ``XXXXX-XXXXX``."""
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))


def new_code(random: bytes) -> str:
    """50 bits as a code; ``random`` are 7 bytes."""
    number = int.from_bytes(random, "big")
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(CODE_LETTERS))


def enrol_proof(code: str, signing_key: bytes, receiving_key: bytes) -> bytes:
    """What the new vault signs under PROOF_TAG: it has the code and holds the keys."""
    return normal_code(code).encode() + signing_key + receiving_key


def session_proof(vault: bytes, nonce: bytes) -> bytes:
    """What a vault signs under PROOF_TAG to get a token."""
    return vault + nonce


def fingerprint(root: bytes) -> str:
    """The offline root's public key as it is printed: 24 letters in groups of four."""
    number = int.from_bytes(hashlib.sha256(root).digest()[:_FINGERPRINT_BYTES], "big")
    letters = [ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(24))]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 24, 4))
