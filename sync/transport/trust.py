"""Sets up TLS 1.3 to the district, with the district's own authority and no other. Reads no clock; is told the time.

OpenSSL would check dates by the system's clock. It is told not to, and the chain that it verified is checked here, before a byte of any
request is sent.
"""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

NO_CHECK_TIME = 0x200000  # OpenSSL's X509_V_FLAG_NO_CHECK_TIME; Python has no name for it


class OutOfDate(ssl.SSLCertVerificationError):
    """The other end is the right one, but its certificate is not valid at the time that we count with."""


def client_context(
    authority: Path, identity: Path | None, between_ms: Callable[[], tuple[int, int]], key: Path | None = None
) -> ssl.SSLContext:
    """Make the TLS context towards the district. `authority`: PEM of its CA; `identity`: our certificate, None before there is one, and our
    key unless that is in a file of its own, `key`. `between_ms`: the earliest and latest time that it may be (`reckoning.py`).

    Raises OSError, and ssl.SSLError for files that are not PEM.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # checks name and chain
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cafile=authority)
    context.verify_flags |= ssl.VerifyFlags(NO_CHECK_TIME)
    if identity is not None:
        context.load_cert_chain(identity, key)
    context.sslobject_class = _judged_by(between_ms)
    return context


def _judged_by(between_ms: Callable[[], tuple[int, int]]) -> type[ssl.SSLObject]:
    class Judged(ssl.SSLObject):
        """A connection whose handshake succeeds only if all certificates are valid now."""

        def do_handshake(self) -> None:
            super().do_handshake()
            least, most = (datetime.fromtimestamp(each / 1000, UTC) for each in between_ms())
            for der in self.get_verified_chain():
                _check(x509.load_der_x509_certificate(der), least, most)

    return Judged


def _check(certificate: x509.Certificate, least: datetime, most: datetime) -> None:
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if begins > most or least > ends:
        raise OutOfDate(
            f"the certificate of {certificate.subject.rfc4514_string() or 'the server'} is valid from {begins:%Y-%m-%d} "
            f"to {ends:%Y-%m-%d}, and it is {most:%Y-%m-%d} by all this box knows: look at its clock, then at the district"
        )
