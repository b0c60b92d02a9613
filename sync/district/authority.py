"""The district's own certificate authority: is made once, then issues certificates for its server, boxes, offices and administrators.

It uses P-256, since the TLS of some devices and libraries knows no newer curve. It certifies who asks; it can open nothing.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sync.district.folder import Folder, FolderError, read_secret, write_new
from sync.district.receipt_key import ReceiptKey
from sync.district.reckoning import BUILT_MS, Reckoning, moment
from sync.protocol import CERTIFICATE_VALID_DAYS, Role, box_uri

AUTHORITY_VALID_DAYS = 20 * 365  # every box pins it: for a new authority somebody must visit every box
AUTHORITY_ENDS_DAYS = 365  # how long before its end we warn: a school year to visit every box
SERVER_VALID_DAYS = 365

NAME_LEN_MAX = 64  # the longest common name that X.509 takes


class BadRequest(Exception):
    """A certificate request that cannot be certified. The text says why."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate in PEM, its serial number in hex, and its end."""

    pem: str
    serial: str
    until_ms: int


class Authority:
    """Issues certificates. `chain` is what clients pin, in PEM."""

    def __init__(self, folder: Folder) -> None:
        """Read the authority's key and certificate. Raises FolderError."""
        self._key = private_key_at(folder.keys / _KEY)
        self._certificate = certificate_at(folder.keys / _PEM)
        self.begins = self._certificate.not_valid_before_utc
        self.ends = self._certificate.not_valid_after_utc
        self.chain = self._certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def ends_ms(self) -> int:
        """When the authority's certificate ends, in milliseconds since the Unix epoch."""
        return int(self.ends.timestamp() * 1000)

    def wrong(self, reckoning: Reckoning) -> str:
        """Say why boxes do not take what it certifies, and what to do; empty where they do."""
        if self.begins > reckoning.latest():
            return (
                f"the district's authority is valid only from {self.begins:%Y-%m-%d} on, and no box takes it before: it was made while a "
                "clock was ahead. If no box is enrolled yet, move the folder of keys away and do handbell district init again"
            )
        if self.ends - reckoning.least() < timedelta(days=AUTHORITY_ENDS_DAYS):
            return f"the district's authority ends on {self.ends:%Y-%m-%d}, and every box has to be enrolled anew with another before"
        return ""

    def for_box(self, csr_pem: str, building: bytes, box: bytes, now: datetime) -> Issued:
        """Make a box's certificate; what its request says about itself does not count. Raises BadRequest."""
        subject = _subject(Role.BUILDING, building.hex())
        names: list[x509.GeneralName] = [x509.UniformResourceIdentifier(box_uri(box))]
        return self._for_client(_request_key(csr_pem), subject, names, now)

    def for_person(self, csr_pem: str, role: Role, name: str, now: datetime) -> Issued:
        """Make an office's or an administrator's certificate. Raises BadRequest."""
        if not 0 < len(name) <= NAME_LEN_MAX or not name.isprintable():
            raise BadRequest(f"a name has 1 to {NAME_LEN_MAX} characters on one line")
        return self._for_client(_request_key(csr_pem), _subject(role, name), [], now)

    def for_server(
        self, key: ec.EllipticCurvePublicKey, names: list[x509.GeneralName], now: datetime, not_before_end: datetime
    ) -> bytes:
        """Make the server's certificate in PEM. It ends after SERVER_VALID_DAYS, and not before `not_before_end`."""
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "handbell district")])
        builder = _leaf(subject, key, names, ExtendedKeyUsageOID.SERVER_AUTH)
        until = max(now + timedelta(days=SERVER_VALID_DAYS), not_before_end)
        return self._signed(builder, until).public_bytes(serialization.Encoding.PEM)

    def _for_client(
        self, key: ec.EllipticCurvePublicKey, subject: x509.Name, names: list[x509.GeneralName], now: datetime
    ) -> Issued:
        builder = _leaf(subject, key, names, ExtendedKeyUsageOID.CLIENT_AUTH)
        made = self._signed(builder, now + timedelta(days=CERTIFICATE_VALID_DAYS))
        until_ms = int(made.not_valid_after_utc.timestamp() * 1000)
        return Issued(made.public_bytes(serialization.Encoding.PEM).decode(), f"{made.serial_number:x}", until_ms)

    def _signed(self, builder: x509.CertificateBuilder, until: datetime) -> x509.Certificate:
        """Sign a certificate. It begins when the authority does: one that began by a clock that is ahead would not be
        taken until that day.
        """
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return (
            builder.issuer_name(self._certificate.subject)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.begins)
            .not_valid_after(min(until, self.ends))
            .add_extension(issuer, critical=False)
            .sign(self._key, hashes.SHA256())
        )


def make_authority(folder: Folder, now: datetime) -> None:
    """Make a new authority, once. It is valid from the day on which this software was built, so that a clock that is wrong today locks out
    nobody. Raises FolderError.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"handbell district {secrets.token_hex(4)}")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment(BUILT_MS))
        .not_valid_after(now + timedelta(days=AUTHORITY_VALID_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certifies=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_new(folder.keys / _KEY, private_pem(key))
    write_new(folder.keys / _PEM, made.public_bytes(serialization.Encoding.PEM))


def make_receipt_key(folder: Folder) -> None:
    """Make a new receipt key, once. Raises FolderError."""
    write_new(folder.keys / _RECEIPT, secrets.token_bytes(32).hex().encode())


def receipt_key(folder: Folder) -> ReceiptKey:
    """Read the key that receipts are signed with. Raises FolderError."""
    path = folder.keys / _RECEIPT
    try:
        return ReceiptKey(bytes.fromhex(read_secret(path).decode().strip()))
    except ValueError as wrong:
        raise FolderError(
            f"{path} is damaged: it has to be 64 digits in hex. Take it from a copy of {folder.keys}."
        ) from wrong


def make_request() -> tuple[bytes, str]:
    """Make a fresh P-256 key and a request for a certificate for it, in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    nobody = x509.Name([])  # the authority says whom the certificate is for
    return private_pem(key), _pem(
        x509.CertificateSigningRequestBuilder().subject_name(nobody).sign(key, hashes.SHA256())
    )


_KEY, _PEM = "authority.key", "authority.pem"
_RECEIPT = "receipt.key"


def _leaf(
    subject: x509.Name, key: ec.EllipticCurvePublicKey, names: list[x509.GeneralName], purpose: x509.ObjectIdentifier
) -> x509.CertificateBuilder:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certifies=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )
    return builder.add_extension(x509.SubjectAlternativeName(names), critical=False) if names else builder


def _usage(*, certifies: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certifies,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certifies,
        crl_sign=certifies,
        encipher_only=False,
        decipher_only=False,
    )


def _subject(role: Role, name: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, role.value), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )


def _request_key(csr_pem: str) -> ec.EllipticCurvePublicKey:
    """Give the key that a request proves to have. Raises BadRequest."""
    try:
        request = x509.load_pem_x509_csr(csr_pem.encode())
        key = request.public_key()
        valid = request.is_signature_valid
    except (ValueError, TypeError, InvalidSignature, x509.UnsupportedGeneralNameType) as wrong:
        raise BadRequest("it is no certificate request in PEM") from wrong
    except Exception as wrong:  # the parser's own errors have no common base class
        raise BadRequest("it is no certificate request we can read") from wrong
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadRequest("its key is not P-256")
    if not valid:
        raise BadRequest("it is not signed by its own key")
    return key


def certificate_at(path: Path) -> x509.Certificate:
    """Read the certificate in this file. Raises FolderError."""
    try:
        return x509.load_pem_x509_certificate(read_secret(path))
    except ValueError as wrong:
        raise FolderError(f"{path} is damaged ({wrong}). Take it from a copy of {path.parent}.") from wrong


def private_key_at(path: Path) -> ec.EllipticCurvePrivateKey:
    """Read the private key in this file. Raises FolderError."""
    try:
        key = serialization.load_pem_private_key(read_secret(path), None)
    except ValueError as wrong:
        raise FolderError(f"{path} is damaged ({wrong}). Take it from a copy of {path.parent}.") from wrong
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # nothing here makes another kind of key
    return key


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Give the key as it stands in a file."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _pem(request: x509.CertificateSigningRequest) -> str:
    return request.public_bytes(serialization.Encoding.PEM).decode()


def utc_now() -> datetime:
    """Give the time of the wall clock, whether it is right or wrong."""
    return datetime.now(UTC)
