"""The district's own certificate authority: made once, then certificates for its server, boxes, offices and administrators.

P-256, since devices' and libraries' TLS knows nothing newer everywhere. It certifies who asks; it can open nothing.
"""

import ipaddress
import re
import secrets
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sync.district.folder import Folder, FolderError, make_folder, read_secret, replace, write_new
from sync.district.receipt_key import ReceiptKey
from sync.protocol import CERTIFICATE_VALID_DAYS, Role, box_uri

AUTHORITY_VALID_DAYS = 20 * 365  # pinned by every box: a new one means to visit them all
SERVER_VALID_DAYS = 365
SERVER_RENEW_DAYS = 60  # before its end, so that two months of a server nobody looks after change nothing
BEFORE_NOW = timedelta(days=1)  # clocks differ

NAME_LEN_MAX = 64  # what X.509 takes for a common name


class BadRequest(Exception):
    """A certificate request that cannot be certified. Says why."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate in PEM, its serial number in hex, and its end."""

    pem: str
    serial: str
    until_ms: int


class Authority:
    """Certifies. `chain` is what clients pin, in PEM."""

    def __init__(self, folder: Folder) -> None:
        """Raises FolderError."""
        self._keys = folder.keys
        self._key = _private_key(_AUTHORITY.key(folder.keys))
        self._certificate = _certificate(_AUTHORITY.pem(folder.keys))
        self.chain = self._certificate.public_bytes(serialization.Encoding.PEM).decode()

    def for_box(self, csr_pem: str, building: bytes, box: bytes, now: datetime) -> Issued:
        """A box's certificate; what its request says of itself does not count. Raises BadRequest."""
        subject = _subject(Role.BUILDING, building.hex())
        names: list[x509.GeneralName] = [x509.UniformResourceIdentifier(box_uri(box))]
        return self._for_client(_request_key(csr_pem), subject, names, now)

    def for_person(self, csr_pem: str, role: Role, name: str, now: datetime) -> Issued:
        """An office's or an administrator's certificate. Raises BadRequest."""
        if not 0 < len(name) <= NAME_LEN_MAX or not name.isprintable():
            raise BadRequest(f"a name has 1 to {NAME_LEN_MAX} characters on one line")
        return self._for_client(_request_key(csr_pem), _subject(role, name), [], now)

    def server_context(self) -> ssl.SSLContext:
        """TLS 1.3 that asks for a client certificate and takes none: enrolment and renewal come without."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.verify_mode = ssl.CERT_OPTIONAL
        context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT
        context.num_tickets = 0  # a resumed session would not look at the certificate's end again
        context.load_verify_locations(cadata=self.chain)
        self.use_server_certificate(context)
        return context

    def use_server_certificate(self, context: ssl.SSLContext) -> None:
        """Answer new connections with the certificate that is on disk. Raises FolderError."""
        pem, key = _SERVER.pem(self._keys), _SERVER.key(self._keys)
        _private_key(key)  # which says what is wrong with it; OpenSSL does not
        try:
            context.load_cert_chain(pem, key)
        except ssl.SSLError as wrong:
            raise FolderError(
                f"{pem} and {key} do not belong together ({wrong.reason}). Take both from a copy of {self._keys}."
            ) from wrong

    def renew_server_if_due(self, now: datetime) -> bool:
        """Make a new server certificate for the same names where the old one ends soon; whether it did."""
        old = _certificate(_SERVER.pem(self._keys))
        if old.not_valid_after_utc - now > timedelta(days=SERVER_RENEW_DAYS):
            return False
        names = old.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        key = _private_key(_SERVER.key(self._keys))
        replace(_SERVER.pem(self._keys), self._for_server(key, list(names), now))
        return True

    def _for_server(self, key: ec.EllipticCurvePrivateKey, names: list[x509.GeneralName], now: datetime) -> bytes:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "handbell district")])
        builder = _leaf(subject, key.public_key(), names, ExtendedKeyUsageOID.SERVER_AUTH)
        return self._signed(builder, now, SERVER_VALID_DAYS).public_bytes(serialization.Encoding.PEM)

    def _for_client(
        self, key: ec.EllipticCurvePublicKey, subject: x509.Name, names: list[x509.GeneralName], now: datetime
    ) -> Issued:
        builder = _leaf(subject, key, names, ExtendedKeyUsageOID.CLIENT_AUTH)
        made = self._signed(builder, now, CERTIFICATE_VALID_DAYS)
        until_ms = int(made.not_valid_after_utc.timestamp() * 1000)
        return Issued(made.public_bytes(serialization.Encoding.PEM).decode(), f"{made.serial_number:x}", until_ms)

    def _signed(self, builder: x509.CertificateBuilder, now: datetime, days: int) -> x509.Certificate:
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return (
            builder.issuer_name(self._certificate.subject)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - BEFORE_NOW)
            .not_valid_after(now + timedelta(days=days))
            .add_extension(issuer, critical=False)
            .sign(self._key, hashes.SHA256())
        )


def init(folder: Folder, hosts: list[str], now: datetime) -> None:
    """Make authority, server certificate and receipt key, all of them or none. Raises FolderError where they are there already."""
    names = [_host_name(host) for host in (*hosts, "localhost", "127.0.0.1")]
    make_folder(folder.data)
    make_folder(folder.keys)
    if any(folder.keys.iterdir()):
        raise FolderError(
            f"{folder.keys} has keys already. A second set would lock out every box enrolled so far; nothing was changed. "
            "Start the server: handbell district serve"
        )
    with folder.all_at_once() as beside:
        _make_authority(beside, now)
        key = ec.generate_private_key(ec.SECP256R1())
        write_new(_SERVER.key(beside.keys), _private_pem(key))
        write_new(_SERVER.pem(beside.keys), Authority(beside)._for_server(key, names, now))
        write_new(beside.keys / _RECEIPT, secrets.token_bytes(32).hex().encode())


def receipt_key(folder: Folder) -> ReceiptKey:
    """The key receipts are signed with. Raises FolderError."""
    path = folder.keys / _RECEIPT
    try:
        return ReceiptKey(bytes.fromhex(read_secret(path).decode().strip()))
    except ValueError as wrong:
        raise FolderError(
            f"{path} is damaged: it has to be 64 digits in hex. Take it from a copy of {folder.keys}."
        ) from wrong


def make_request() -> tuple[bytes, str]:
    """A fresh P-256 key and a request for a certificate for it, in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    nobody = x509.Name([])  # who it is for, the authority says
    return _private_pem(key), _pem(
        x509.CertificateSigningRequestBuilder().subject_name(nobody).sign(key, hashes.SHA256())
    )


@dataclass(frozen=True, slots=True)
class _Pair:
    name: str

    def key(self, keys: Path) -> Path:
        return keys / f"{self.name}.key"

    def pem(self, keys: Path) -> Path:
        return keys / f"{self.name}.pem"


_AUTHORITY = _Pair("authority")
_SERVER = _Pair("server")
_RECEIPT = "receipt.key"
_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*", re.IGNORECASE
)


def _make_authority(folder: Folder, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"handbell district {secrets.token_hex(4)}")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE_NOW)
        .not_valid_after(now + timedelta(days=AUTHORITY_VALID_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certifies=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_new(_AUTHORITY.key(folder.keys), _private_pem(key))
    write_new(_AUTHORITY.pem(folder.keys), made.public_bytes(serialization.Encoding.PEM))


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
    """The key a request proves to have. Raises BadRequest."""
    try:
        request = x509.load_pem_x509_csr(csr_pem.encode())
        key = request.public_key()
        valid = request.is_signature_valid
    except (ValueError, TypeError, InvalidSignature, x509.UnsupportedGeneralNameType) as wrong:
        raise BadRequest("it is no certificate request in PEM") from wrong
    except Exception as wrong:  # the parser's own errors have no common name
        raise BadRequest("it is no certificate request we can read") from wrong
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadRequest("its key is not P-256")
    if not valid:
        raise BadRequest("it is not signed by its own key")
    return key


def _certificate(path: Path) -> x509.Certificate:
    """Raises FolderError."""
    try:
        return x509.load_pem_x509_certificate(read_secret(path))
    except ValueError as wrong:
        raise FolderError(f"{path} is damaged ({wrong}). Take it from a copy of {path.parent}.") from wrong


def _private_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """Raises FolderError."""
    try:
        key = serialization.load_pem_private_key(read_secret(path), None)
    except ValueError as wrong:
        raise FolderError(f"{path} is damaged ({wrong}). Take it from a copy of {path.parent}.") from wrong
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # `init` makes no other
    return key


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _pem(request: x509.CertificateSigningRequest) -> str:
    return request.public_bytes(serialization.Encoding.PEM).decode()


def _host_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        pass
    if _NAME.fullmatch(host) is None:  # it would be in the certificate, and no box would ever find it there
        raise FolderError(
            f"{host!r} is no name of a server. Give the name or address alone, as between https:// and the port in what boxes are "
            "told: records.example.org. Nothing was made."
        )
    return x509.DNSName(host)


def utc_now() -> datetime:
    """The wall clock, which a server has right."""
    return datetime.now(UTC)
