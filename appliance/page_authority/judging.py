"""Judges whether a box may use the certificate that an authority answered with. Knows no file; the time is an argument."""

import ipaddress
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from appliance.page_authority.errors import PageError
from appliance.page_authority.expiry import PAGE_VALID_DAYS, ends_in_words
from appliance.page_authority.reading import scope_certified, scope_permitted, until_ms
from appliance.page_authority.scope import Scope

BROWSERS_TAKE_DAYS_MAX = 825
"""Apple's systems refuse a server's certificate that is valid for longer, whoever certified it (support.apple.com/en-us/103769)."""


def judge_answer(
    certificate: x509.Certificate,
    authority: x509.Certificate,
    key: ec.EllipticCurvePublicKey,
    asked: Scope,
    now: datetime,
) -> None:
    """Check an answer before the box uses it. `key` and `asked` are those of the box's request. Raises PageError with what is wrong."""
    if certificate.public_key() != key:
        raise PageError("This certificate is for another key: it answers another request, or that of another box.")
    certified = scope_certified(certificate)
    if certified != asked:
        raise PageError(
            f"This certificate is for {certified.said}, and the request was for {asked.said}. Have the request signed again."
        )
    permitted = scope_permitted(authority)
    outside = certified.outside(permitted)
    if outside:
        raise PageError(f"Browsers will refuse this certificate: its authority may not certify {outside.said}.")
    _signed(certificate, authority)
    _lasting(certificate, now)
    _as_a_browser_does(certificate, authority, certified, now)


def _signed(certificate: x509.Certificate, authority: x509.Certificate) -> None:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm) as wrong:
        raise PageError(
            "The authority in this file did not sign the certificate. Take the whole file as it was made."
        ) from wrong
    try:
        purposes = list(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except (x509.ExtensionNotFound, ValueError):
        purposes = []
    if purposes != [ExtendedKeyUsageOID.SERVER_AUTH]:
        raise PageError("This certificate is not for a server of pages. Have the request signed again.")


def _lasting(certificate: x509.Certificate, now: datetime) -> None:
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now >= ends:
        says = ends_in_words(until_ms(certificate), int(now.timestamp() * 1000))
        raise PageError(f"This certificate {says}. Have the request signed again, or set the box's clock right.")
    if (ends - begins).days > BROWSERS_TAKE_DAYS_MAX:
        raise PageError(
            f"This certificate is valid for {(ends - begins).days} days, and some browsers take {BROWSERS_TAKE_DAYS_MAX} at most. "
            f"Have the request signed with: handbell page authority sign, which makes it {PAGE_VALID_DAYS} days."
        )


def _as_a_browser_does(certificate: x509.Certificate, authority: x509.Certificate, names: Scope, now: datetime) -> None:
    """Check each address and name as a client would that trusts this authority alone. A box whose clock is behind checks for the first
    moment at which the certificate is valid, because the clock of a client may be right.
    """
    subjects: list[x509.DNSName | x509.IPAddress] = [
        *(x509.IPAddress(ipaddress.ip_address(each)) for each in names.addresses),
        *(x509.DNSName(each) for each in names.names),
    ]
    at = max(now, certificate.not_valid_before_utc, authority.not_valid_before_utc)
    builder = PolicyBuilder().store(Store([authority])).time(at)
    for each in subjects:
        try:
            builder.build_server_verifier(each).verify(certificate, [])
        except VerificationError as wrong:
            raise PageError(f"A browser would refuse this certificate for {each.value}: {wrong}.") from wrong
