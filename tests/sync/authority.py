"""A district's certificate authority for tests: it signs what a server and a box need, with any dates."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LONG_AGO, FAR = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)


class Authority:
    """A self-signed P-256 authority."""

    def __init__(self, name: str = "District CA") -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = self._builder(self._name, self._key.public_key(), LONG_AGO, FAR)
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        self._certificate = (
            builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .sign(self._key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        return self._certificate.public_bytes(serialization.Encoding.PEM)

    def server(self, folder: Path, begins: datetime = LONG_AGO, ends: datetime = FAR) -> Path:
        """Make a server's key and certificate for localhost, in one file."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
        builder = self._builder(name, key.public_key(), begins, ends).add_extension(names, critical=False)
        certificate = builder.sign(self._key, hashes.SHA256())
        path = folder / f"server-{certificate.serial_number}.pem"
        path.write_bytes(_pem(key) + certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def signs(self, csr: str, begins: datetime | None = None, ends: datetime | None = None) -> str:
        """Make a certificate in PEM for a request. It holds for a year, unless dates are given."""
        request = x509.load_pem_x509_csr(csr.encode())
        now = datetime.now(UTC)
        begins, ends = begins or now - timedelta(hours=1), ends or now + timedelta(days=365)
        builder = self._builder(request.subject, request.public_key(), begins, ends)
        for extension in request.extensions:
            builder = builder.add_extension(extension.value, extension.critical)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()

    def _builder(self, name: x509.Name, public: object, begins: datetime, ends: datetime) -> x509.CertificateBuilder:
        assert isinstance(public, ec.EllipticCurvePublicKey)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(ends)
        )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
