"""A school with an authority of pages and a box, for tests: in memory, at a time that the test gives."""

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.page_authority.authority_folder import pem
from appliance.page_authority.reading import Request, read_request
from appliance.page_authority.scope import Scope
from appliance.page_authority.signing import Authority, alternative_names, make_request

NOW = datetime(2026, 8, 20, 9, 30, tzinfo=UTC)
BOX = Scope(("10.4.7.20", "fd00::7"), ("handbell.foxhollow.example",))
LABEL = "Fox Hollow"


def authority(scope: Scope = BOX, now: datetime = NOW) -> Authority:
    return Authority.made(LABEL, scope, now)


def request(scope: Scope = BOX) -> tuple[ec.EllipticCurvePrivateKey, Request]:
    key, made = make_request(scope)
    return key, read_request(made.public_bytes(serialization.Encoding.PEM))


def answer(by: Authority, certificate: x509.Certificate) -> bytes:
    return pem(certificate) + pem(by.certificate)


def careless(by: Authority, key: ec.EllipticCurvePublicKey, scope: Scope) -> x509.Certificate:
    """Certify anything, as somebody would who has the stolen key of an authority and no scruples."""
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(by.certificate.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(by.certificate.not_valid_before_utc)
        .not_valid_after(by.certificate.not_valid_after_utc)
        .add_extension(alternative_names(scope), critical=True)
        .add_extension(x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key()), critical=False)
        .sign(by.key, hashes.SHA256())
    )
