"""The certificate of the HTTPS door: made by the box itself at first start, and pinned by the devices. Knows no requests.

No authority signs it and no clock is asked: devices on the school's own network pin its fingerprint (promise 6).
"""

import hashlib
import ipaddress
import ssl
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from appliance.vault import files

NAME = "webhook.pem"
SHOWN_NAME = "webhook.crt"  # without its key, beside the sockets
SHOWN_MODE = 0o644  # for whoever sets up devices: on a box nobody but the daemon enters the folder of keys
LOCAL_NAME = "handbell.local"
# Fixed dates: a box without a battery may make its certificate in the wrong year, and a pin needs no expiry.
NOT_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
NOT_AFTER = datetime(2099, 12, 31, tzinfo=UTC)


class Certificate(msgspec.Struct, frozen=True):
    """A self-signed certificate and its key in one file. `fingerprint` and `pin` are what a device is given to recognise it by."""

    path: Path
    der: bytes
    public_key: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, as device configuration pages print it: AA:BB:…"""
        return hashlib.sha256(self.der).digest().hex(":").upper()

    @property
    def pin(self) -> str:
        """SHA-256 of the public key in base64, as curl and browsers pin it."""
        return b64encode(hashlib.sha256(self.public_key).digest()).decode()

    def context(self) -> ssl.SSLContext:
        """A server's TLS 1.2 or newer with this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.path)
        return context

    def for_clients(self) -> bytes:
        """The certificate without its key, PEM, to be put on devices."""
        return x509.load_der_x509_certificate(self.der).public_bytes(serialization.Encoding.PEM)


def open_certificate(folder: Path, host: str = "") -> Certificate:
    """The certificate kept in `folder` (0700), made there when there is none; `host` is then written into it.

    Raises VaultError for one that others can read: devices trust it, so it is never quietly made anew.
    """
    files.open_folder(folder)
    if kept_certificate(folder) is None:
        files.write(folder / NAME, _made(host))
    certificate = kept_certificate(folder)
    assert certificate is not None
    return certificate


def kept_certificate(folder: Path) -> Certificate | None:
    """The certificate kept in `folder`, None where the door was never opened. Makes nothing. Raises VaultError as above."""
    path = folder / NAME
    pem = files.read(path)
    return None if pem is None else _of(path, pem)


def show(certificate: Certificate, folder: Path) -> None:
    """Lay it, without its key, into this folder, readable by everybody, whole or not at all. Raises OSError."""
    unfinished = folder / f"{SHOWN_NAME}.unfinished"
    unfinished.write_bytes(certificate.for_clients())
    unfinished.chmod(SHOWN_MODE)
    unfinished.replace(folder / SHOWN_NAME)


def shown_certificate(folder: Path) -> Certificate | None:
    """The certificate laid into `folder`, None where the door was not opened since the start of the machine. Raises OSError."""
    path = folder / SHOWN_NAME
    try:
        return _of(path, path.read_bytes())
    except FileNotFoundError:
        return None


def _of(path: Path, pem: bytes) -> Certificate:
    certificate = x509.load_pem_x509_certificate(pem)
    return Certificate(
        path,
        certificate.public_bytes(serialization.Encoding.DER),
        certificate.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
    )


def _made(host: str) -> bytes:
    """A P-256 key and its certificate, PEM. P-256, not Ed25519: most devices' TLS knows nothing newer."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LOCAL_NAME)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
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
