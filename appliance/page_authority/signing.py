"""The authority of pages: it is made once, and certifies requests of boxes. It knows no file and no clock.

The constraints are critical, so that a program which does not understand them refuses the whole certificate (RFC 5280, section 4.2.1.10).
A constraint to a name also lets names below it pass; that is why `certify` compares exactly, too.
"""

import ipaddress
import secrets
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from appliance.page_authority.errors import PageError
from appliance.page_authority.expiry import AUTHORITY_VALID_DAYS, BACKDATED_DAYS, PAGE_VALID_DAYS
from appliance.page_authority.reading import Request, scope_permitted
from appliance.page_authority.scope import Scope

LABEL_LEN_MAX = 40
"""A common name has at most 64 characters (RFC 5280, appendix A.1, ub-common-name); ours has 23 more in it."""


class Authority:
    """The key of an authority with its certificate, and what it certifies with them."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        """Take both as they were kept. Raises PageError where they do not belong together, or the certificate is no authority's."""
        if certificate.public_key() != key.public_key():
            raise PageError(
                "The key and the certificate of the authority do not belong together. Take both from one copy."
            )
        self.key, self.certificate = key, certificate
        self.scope = scope_permitted(certificate)

    @classmethod
    def made(cls, label: str, scope: Scope, now: datetime) -> "Authority":
        """Make a new authority that may certify these addresses and names and nothing else. `label` says whose it is."""
        if not 0 < len(label) <= LABEL_LEN_MAX or not label.isprintable():
            raise PageError(
                f"Say in 1 to {LABEL_LEN_MAX} characters whose authority it is, such as --for 'Fox Hollow'."
            )
        key = ec.generate_private_key(ec.SECP256R1())
        # the random end keeps two authorities of one building apart in the lists of a computer
        name = _common_name(f"Handbell pages, {label} {secrets.token_hex(3)}")
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=BACKDATED_DAYS))
            .not_valid_after(now + timedelta(days=AUTHORITY_VALID_DAYS))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(certifies=True), critical=True)
            .add_extension(constraints(scope), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        return cls(key, certificate)

    def certify(self, request: Request, now: datetime) -> x509.Certificate:
        """Make the certificate that a box asked for. Raises PageError where it asks for anything that the authority may not certify, and
        where the authority is not valid now.
        """
        outside = request.scope.outside(self.scope)
        if outside:
            raise PageError(
                f"The request is for {outside.said}, which this authority may not certify; it may certify {self.scope.said}. "
                "Ask the box for a request without it, or make another authority."
            )
        if request.key == self.key.public_key():
            raise PageError("The request is for the authority's own key. Make the request on the box.")
        begins, ends = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        if not begins <= now < ends:
            says = f"The authority is valid from {begins:%Y-%m-%d} to {ends:%Y-%m-%d}, and this computer says that today is {now:%Y-%m-%d}."
            raise PageError(f"{says} Set the clock right, or make another authority.")
        return (
            x509.CertificateBuilder()
            .subject_name(_common_name("Handbell pages"))
            .issuer_name(self.certificate.subject)
            .public_key(request.key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(max(begins, now - timedelta(days=BACKDATED_DAYS)))
            .not_valid_after(min(ends, now + timedelta(days=PAGE_VALID_DAYS)))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(certifies=False), critical=True)
            .add_extension(alternative_names(request.scope), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(request.key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )


def make_request(scope: Scope) -> tuple[ec.EllipticCurvePrivateKey, x509.CertificateSigningRequest]:
    """Make a new key, and a request for a certificate of these addresses and names for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateSigningRequestBuilder().subject_name(_common_name("Handbell pages"))
    return key, builder.add_extension(alternative_names(scope), critical=False).sign(key, hashes.SHA256())


def constraints(scope: Scope) -> x509.NameConstraints:
    """Permit each address and name of the scope. A kind of which it has none is excluded as a whole: without that, a constraint says
    nothing about that kind.
    """
    excluded: list[x509.GeneralName] = []
    for network in ("0.0.0.0/0", "::/0"):
        every = ipaddress.ip_network(network)
        if not any(ipaddress.ip_address(each).version == every.version for each in scope.addresses):
            excluded.append(x509.IPAddress(every))
    if not scope.names:
        excluded.append(x509.DNSName(""))  # the name above all names
    permitted = [
        *(x509.IPAddress(ipaddress.ip_network(each)) for each in scope.addresses),
        *(x509.DNSName(each) for each in scope.names),
    ]
    return x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=excluded or None)


def alternative_names(scope: Scope) -> x509.SubjectAlternativeName:
    """Write a scope as a certificate and a request name it."""
    return x509.SubjectAlternativeName(
        [
            *(x509.IPAddress(ipaddress.ip_address(each)) for each in scope.addresses),
            *(x509.DNSName(each) for each in scope.names),
        ]
    )


def _common_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


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
