"""Looks after the certificate that the server shows: its names and its time, a new one from the district's authority, and TLS with it.
Knows no store.

Boxes and offices pin the authority and know nothing of this certificate, so it can change without disturbing them.
"""

import ipaddress
import re
import ssl
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from sync.district.authority import Authority, certificate_at, private_key_at, private_pem
from sync.district.folder import Folder, FolderError, replace, write_new
from sync.district.reckoning import Reckoning

SERVER_RENEW_DAYS = (
    60  # how long before its end it is renewed, so that a server which nobody looks after for two months goes on
)
ALWAYS = ("localhost", "127.0.0.1")  # names of every server, used when it is tested on its own machine
NO_CHECK_TIME = 0x200000  # OpenSSL's X509_V_FLAG_NO_CHECK_TIME; Python has no name for it


class ServerCertificate:
    """The certificate in a folder of keys, read from the disk at each call."""

    def __init__(self, folder: Folder, authority: Authority) -> None:
        self.path = folder.keys / "server.pem"
        self._key = folder.keys / "server.key"
        self._authority = authority
        self._used = ""

    def make(self, hosts: Sequence[str], now: datetime) -> None:
        """Make the first certificate, with its own key. Raises FolderError."""
        key = ec.generate_private_key(ec.SECP256R1())
        write_new(self._key, private_pem(key))
        write_new(self.path, self._authority.for_server(key.public_key(), _named((*hosts, *ALWAYS)), now, now))

    def renew(self, latest: datetime, hosts: Sequence[str] = ()) -> None:
        """Make another certificate for the same names and these, with the same key. It ends no sooner than the one before. Raises
        FolderError, OSError.
        """
        old = certificate_at(self.path)
        names = list(old.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
        names += [name for name in _named(hosts) if name not in names]
        key = private_key_at(self._key)
        replace(self.path, self._authority.for_server(key.public_key(), names, latest, old.not_valid_after_utc))

    @property
    def names(self) -> list[str]:
        """The names under which the server can be reached. Raises FolderError."""
        names = certificate_at(self.path).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return [str(name.value) for name in names]

    @property
    def between(self) -> tuple[datetime, datetime]:
        """The times from when and until when it is valid. Raises FolderError."""
        found = certificate_at(self.path)
        return found.not_valid_before_utc, found.not_valid_after_utc

    def due(self, reckoning: Reckoning) -> str:
        """Say why another certificate must be made, as words that follow on "the server's certificate"; empty while none must. Raises
        FolderError.
        """
        begins, ends = self.between
        if begins > reckoning.least() and begins > self._authority.begins:
            return f"is valid only from {begins:%Y-%m-%d} on: it was made while this machine's clock was ahead"
        if ends - reckoning.latest() > timedelta(days=SERVER_RENEW_DAYS):
            return ""
        return f"{'ended' if ends <= reckoning.latest() else 'ends'} on {ends:%Y-%m-%d}"

    def is_good(self, reckoning: Reckoning) -> bool:
        """Whether boxes take it, as far as can be told here. Raises FolderError."""
        begins, ends = self.between
        return begins <= reckoning.latest() and reckoning.least() < ends

    def context(self, least_ms: Callable[[], int]) -> ssl.SSLContext:
        """Make TLS 1.3 that asks for a client certificate and does not require one: enrolment and renewal come without. Whether a
        certificate has ended is judged by `least_ms`, and not by OpenSSL's clock: if that is behind, certificates issued since would not
        have begun. Raises FolderError.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.verify_mode = ssl.CERT_OPTIONAL
        context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT | ssl.VerifyFlags(NO_CHECK_TIME)
        context.num_tickets = 0  # else a resumed session would not check the end of the certificate again
        context.load_verify_locations(cadata=self._authority.chain)
        context.sslobject_class = _judged_by(least_ms)
        self.use(context)
        return context

    def use(self, context: ssl.SSLContext) -> None:
        """Show the certificate that is on disk to new connections. Raises FolderError."""
        self._used = self._written()  # set first, whatever happens: an unusable one is reported only once
        (
            certificate_at(self.path),
            private_key_at(self._key),
        )  # these two functions say what is wrong with the files; OpenSSL does not
        try:
            context.load_cert_chain(self.path, self._key)
        except ssl.SSLError as wrong:
            raise FolderError(
                f"{self.path} and {self._key} do not belong together ({wrong.reason}). Take both from a copy of {self.path.parent}."
            ) from wrong

    def is_another(self) -> bool:
        """Whether there is another certificate on disk than the one in use."""
        return self._written() != self._used

    def _written(self) -> str:
        """Give a text that changes with each writing of either file; empty where one is missing."""
        try:
            found = [path.stat() for path in (self.path, self._key)]
        except OSError:
            return ""
        return " ".join(f"{each.st_ino} {each.st_mtime_ns}" for each in found)


def _judged_by(least_ms: Callable[[], int]) -> type[ssl.SSLObject]:
    class Judged(ssl.SSLObject):
        """A connection whose handshake succeeds only without a client certificate, or with one that has not ended."""

        def do_handshake(self) -> None:
            super().do_handshake()
            shown = self.getpeercert()
            if shown and ssl.cert_time_to_seconds(str(shown["notAfter"])) * 1000 <= least_ms():
                raise ssl.SSLCertVerificationError("the certificate that was shown has ended")

    return Judged


_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*", re.IGNORECASE
)


def _named(hosts: Sequence[str]) -> list[x509.GeneralName]:
    """Give each name once. Raises FolderError."""
    return list(dict.fromkeys(host_name(host) for host in hosts))


def host_name(host: str) -> x509.GeneralName:
    """Give a name or an address in a certificate's form. Raises FolderError."""
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        pass
    if (
        _NAME.fullmatch(host) is None
    ):  # otherwise it would stand in the certificate, and no box would ever find the server by it
        raise FolderError(
            f"{host!r} is no name of a server. Give the name or address alone, as between https:// and the port in what boxes are "
            "told: records.example.org. Nothing was made."
        )
    return x509.DNSName(host)
