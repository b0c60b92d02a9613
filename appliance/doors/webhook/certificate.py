"""Makes and keeps the certificate of the HTTPS door: the box makes it at first start, and devices pin it. Knows no requests. No authority
signs it and no clock is asked: devices on the school's own network pin its fingerprint (promise 6).
"""

import hashlib
import ipaddress
import os
import ssl
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from appliance.vault.errors import VaultError
from appliance.vault.kinds import CERTIFICATE
from appliance.vault.mended import Mended
from appliance.vault.pairs import Pairs

NAME = "webhook.pem"
SHOWN_NAME = "webhook.crt"  # without its key, beside the sockets
SHOWN_MODE = 0o644  # for whoever sets up devices: on a box, only the daemon may enter the folder of keys
LOCAL_NAME = "handbell.local"
# Fixed dates: a box without a battery may make its certificate in the wrong year, and a pin needs no expiry.
NOT_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
NOT_AFTER = datetime(2099, 12, 31, tzinfo=UTC)
_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LOCAL_NAME)])
NEW_PIN = (
    "A new certificate was made. Every device that calls over the network (families webhook and fixed-url) must be given the new pin"
    " before it is heard again: handbell webhook certificate"
)


class Certificate(msgspec.Struct, frozen=True):
    """A self-signed certificate and its key in one file. A device is given `fingerprint` or `pin`, to recognise the certificate.

    `mended`: what was wrong with the file.
    """

    path: Path
    der: bytes
    public_key: bytes
    mended: tuple[Mended, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Give the SHA-256 of the certificate, as device configuration pages print it: AA:BB:…"""
        return hashlib.sha256(self.der).digest().hex(":").upper()

    @property
    def pin(self) -> str:
        """Give the SHA-256 of the public key in base64, as curl and browsers pin it."""
        return b64encode(hashlib.sha256(self.public_key).digest()).decode()

    def context(self) -> ssl.SSLContext:
        """Make a server context for TLS 1.2 or newer with this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # read by way of memory: if the disk takes nothing, the first copy on it may still be the damaged one
        held = os.memfd_create(NAME, os.MFD_CLOEXEC)
        try:
            os.write(held, _pairs(self.path.parent, mends=False).read(NAME) or b"")
            context.load_cert_chain(f"/proc/self/fd/{held}")
        finally:
            os.close(held)
        return context

    def for_clients(self) -> bytes:
        """Give the certificate without its key, PEM, to be put on devices."""
        return x509.load_der_x509_certificate(self.der).public_bytes(serialization.Encoding.PEM)


def open_certificate(folder: Path, host: str = "") -> Certificate:
    """Open the certificate in the folder of keys. If there is none, make it there, with `host` written into it.

    Devices trust this certificate: so it is put right from its second copy, and made anew only if that is damaged too. Raises VaultError
    where it cannot be kept.
    """
    pairs = _pairs(folder, mends=True)
    verdict = pairs.opened([NAME])[NAME]
    mended = pairs.mended
    if verdict.content is not None and _is_whole(verdict.content):
        return _of(folder / NAME, verdict.content, mended)
    if verdict.lost or verdict.content is not None:
        mended = (Mended(NAME, "was lost with its second copy", NEW_PIN, lost=True),)
    made = _made(host)
    pairs.make_anew(NAME, made)
    return _of(folder / NAME, made, mended)


def kept_certificate(folder: Path) -> Certificate | None:
    """Give the certificate kept in `folder`, None if the door was never opened. Changes nothing. Raises VaultError for a lost
    certificate.
    """
    pem = _pairs(folder, mends=False).read(NAME)
    if pem is not None and not _is_whole(pem):
        raise VaultError(
            "is damaged", folder / NAME, "Start the alert daemon with its webhook door: it makes a new one."
        )
    return None if pem is None else _of(folder / NAME, pem)


def show(certificate: Certificate, folder: Path) -> None:
    """Write the certificate without its key into this folder, readable by everybody, whole or not at all. Raises OSError."""
    unfinished = folder / f"{SHOWN_NAME}.unfinished"
    unfinished.write_bytes(certificate.for_clients())
    unfinished.chmod(SHOWN_MODE)
    unfinished.replace(folder / SHOWN_NAME)


def shown_certificate(folder: Path) -> Certificate | None:
    """Give the certificate that was written into `folder`, None if the door was not opened since the start of the machine. Raises
    OSError.
    """
    path = folder / SHOWN_NAME
    try:
        return _of(path, path.read_bytes())
    except FileNotFoundError:
        return None


def _pairs(folder: Path, *, mends: bool) -> Pairs:
    return Pairs(folder, "", lambda _: CERTIFICATE, mends=mends)


def _is_whole(pem: bytes) -> bool:
    """Return whether the certificate can be read, its key is with it, and, if it was made here, its key has signed it: a flipped bit
    shows in one of these.
    """
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        key = serialization.load_pem_private_key(pem, None)
        if _NAME in (certificate.issuer, certificate.subject):
            certificate.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.InvalidVersion):
        return False
    return certificate.public_key() == key.public_key()


def _of(path: Path, pem: bytes, mended: tuple[Mended, ...] = ()) -> Certificate:
    certificate = x509.load_pem_x509_certificate(pem)
    return Certificate(
        path,
        certificate.public_bytes(serialization.Encoding.DER),
        certificate.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
        mended,
    )


def _made(host: str) -> bytes:
    """Make a P-256 key and its certificate, PEM. P-256, not Ed25519: the TLS of most devices knows nothing newer."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_NAME)
        .issuer_name(_NAME)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOT_BEFORE)
        .not_valid_after(NOT_AFTER)
        .add_extension(x509.SubjectAlternativeName(_names(host)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)


def _names(host: str) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = [
        x509.DNSName(LOCAL_NAME),
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    ]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return [*names, x509.DNSName(host)] if host and host.isascii() else names
    return names if address.is_unspecified or address.is_loopback else [*names, x509.IPAddress(address)]
