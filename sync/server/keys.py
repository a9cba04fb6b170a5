"""The keys of headquarters, made at ``init``; files that only their owner reads.

The offline root and its companion, the TLS authority, are one file that the operator takes away.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from desktop.errors import Problem
from sync.protocol.encoding import decode, encode

ROOT_FILE = "root.key"
SERVER_KEY = "server.key"
_YEARS_OF_AUTHORITY = 20
_YEARS_OF_CERTIFICATE = 2
_DAYS = 365


class _Root(msgspec.Struct, array_like=True, frozen=True):
    root: bytes
    authority_key: bytes
    authority: bytes


class _Kept(msgspec.Struct, array_like=True, frozen=True):
    installation: bytes
    receipt: bytes
    system: bytes
    blobs: bytes
    database: bytes
    codes: bytes
    earlier: list[bytes] = []


@dataclass(frozen=True, slots=True)
class Keys:
    """What the running server holds: no root and no authority."""

    installation: bytes
    receipt: Ed25519PrivateKey
    system: Ed25519PrivateKey
    blobs: bytes
    database: bytes
    codes: bytes
    earlier: tuple[Ed25519PrivateKey, ...] = ()
    """Receipt keys of before: what was sealed to them on its way still opens."""

    @property
    def receipt_public(self) -> bytes:
        """The key by which devices check receipts, certificates and batches."""
        return self.receipt.public_key().public_bytes_raw()

    @property
    def receiving(self) -> X25519PrivateKey:
        """The key that opens bundles for headquarters; derived, so that there is one to keep."""
        return self._receiving(self.receipt)

    @property
    def all_receiving(self) -> tuple[X25519PrivateKey, ...]:
        """It, and those that belonged to the receipt keys of before."""
        return tuple(map(self._receiving, (self.receipt, *self.earlier)))

    def _receiving(self, receipt: Ed25519PrivateKey) -> X25519PrivateKey:
        seed = receipt.private_bytes_raw()
        info = b"bazresyar/1/receiving"
        derived = HKDF(hashes.SHA256(), length=32, salt=self.installation, info=info).derive(seed)
        return X25519PrivateKey.from_private_bytes(derived)

    def index_key(self, province: str) -> bytes:
        """The key of a province's blind index; not in the database, whose copy tells nothing."""
        info = b"bazresyar/1/identity index/" + province.encode()
        return HKDF(hashes.SHA256(), length=32, salt=self.installation, info=info).derive(
            self.codes
        )

    @property
    def receiving_public(self) -> bytes:
        """What devices seal bundles for headquarters with."""
        return self.receiving.public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class Root:
    """The offline root with its TLS authority."""

    key: Ed25519PrivateKey
    authority_key: ec.EllipticCurvePrivateKey
    authority: x509.Certificate

    @property
    def public(self) -> bytes:
        """The key whose fingerprint stands on every enrolment sheet."""
        return self.key.public_key().public_bytes_raw()

    @property
    def authority_der(self) -> bytes:
        """The certificate that devices trust for TLS."""
        return self.authority.public_bytes(serialization.Encoding.DER)


def write_secret(path: Path, data: bytes) -> None:
    """A new file of mode 0600, on disk when this returns."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def make_keys(folder: Path, installation: bytes | None = None) -> Keys:
    """Fresh keys, kept in ``folder``; of a new installation unless it joins one."""
    kept = _Kept(
        installation or os.urandom(16),
        Ed25519PrivateKey.generate().private_bytes_raw(),
        Ed25519PrivateKey.generate().private_bytes_raw(),
        os.urandom(32),
        os.urandom(32),
        os.urandom(32),
    )
    write_secret(folder / SERVER_KEY, encode(kept))
    return load_keys(folder)


def load_keys(folder: Path) -> Keys:
    """The keys of this installation. Raises Problem ``hq_not_initialised``."""
    try:
        kept = decode((folder / SERVER_KEY).read_bytes(), _Kept)
    except FileNotFoundError as error:
        raise Problem("hq_not_initialised") from error
    return Keys(
        kept.installation,
        Ed25519PrivateKey.from_private_bytes(kept.receipt),
        Ed25519PrivateKey.from_private_bytes(kept.system),
        kept.blobs,
        kept.database,
        kept.codes,
        tuple(map(Ed25519PrivateKey.from_private_bytes, kept.earlier)),
    )


def next_receipt_key(folder: Path) -> Keys:
    """A fresh receipt key in place of the one in use, which is kept among the earlier ones."""
    kept = decode((folder / SERVER_KEY).read_bytes(), _Kept)
    fresh = msgspec.structs.replace(
        kept,
        receipt=Ed25519PrivateKey.generate().private_bytes_raw(),
        earlier=[*kept.earlier, kept.receipt],
    )
    path = folder / f"{SERVER_KEY}.new"
    path.unlink(missing_ok=True)
    write_secret(path, encode(fresh))
    path.replace(folder / SERVER_KEY)
    return load_keys(folder)


def make_root(path: Path, now: datetime) -> Root:
    """A fresh root and TLS authority, written where the operator will take them from."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bazresyar headquarters")])
    public = key.public_key()
    authority = (
        _certificate(name, name, public, now, _YEARS_OF_AUTHORITY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )
    root = Root(Ed25519PrivateKey.generate(), key, authority)
    packed = _Root(root.key.private_bytes_raw(), _der(key), root.authority_der)
    write_secret(path, encode(packed))
    return root


def load_root(path: Path) -> Root:
    """The offline root, brought back for a moment. Raises Problem ``hq_root_missing``."""
    try:
        packed = decode(path.read_bytes(), _Root)
    except FileNotFoundError as error:
        raise Problem("hq_root_missing") from error
    key = serialization.load_der_private_key(packed.authority_key, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Problem("hq_root_missing")
    return Root(
        Ed25519PrivateKey.from_private_bytes(packed.root),
        key,
        x509.load_der_x509_certificate(packed.authority),
    )


def issue_certificate(root: Root, folder: Path, hosts: Iterable[str], now: datetime) -> None:
    """The server's own TLS key and certificate for its names and addresses."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = [_name(host) for host in dict.fromkeys(("localhost", "127.0.0.1", "::1", *hosts))]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bazresyar-hq")])
    authority = x509.SubjectKeyIdentifier.from_public_key(root.authority_key.public_key())
    identifier = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(authority)
    certificate = (
        _certificate(subject, root.authority.subject, key.public_key(), now, _YEARS_OF_CERTIFICATE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(identifier, critical=False)
        .sign(root.authority_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for name, data in (("tls.key", secret), ("tls.pem", certificate.public_bytes(pem))):
        (folder / name).unlink(missing_ok=True)
        write_secret(folder / name, data)


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    now: datetime,
    years: int,
) -> x509.CertificateBuilder:
    start = now.astimezone(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start - timedelta(days=1))
        .not_valid_after(start + timedelta(days=years * _DAYS))
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _der(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
