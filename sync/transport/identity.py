"""Keeps who this uplink is towards its district: the server's URL, the pinned authority, our TLS key and certificate. No key to any entry.

folder 0700 · district.json (URL, building, box) · authority.pem (pinned) · identity.pem (key, certificate, chain in one file, so that a
renewal replaces all of it or nothing) · memory.json (up to where notices were handed in, the latest time that a receipt told)
"""

import os
import ssl
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from appliance.command_line import reason
from appliance.envelope.format import UNREADABLE
from sync.protocol import CertificateGiven, Role, box_uri
from sync.transport.whole_file import write_whole

type PrivateKey = ec.EllipticCurvePrivateKey

DISTRICT = "district.json"
AUTHORITY = "authority.pem"
IDENTITY = "identity.pem"
MEMORY = "memory.json"

# What x509 raises for bytes that are no certificate it can read. Its own errors have no common base class.
NO_CERTIFICATE = (ValueError, UnsupportedAlgorithm, x509.InvalidVersion)


class NotEnrolled(Exception):
    """This box is in no district yet, or its folder is damaged. `str()` says what to do."""


class District(msgspec.Struct, frozen=True):
    """The district this box is in. `building` and `box` are hex. `also`: further servers of the same store, for when the first does not
    answer.
    """

    server: str
    building: str
    box: str
    also: tuple[str, ...] = ()


class Memory(msgspec.Struct):
    """What may be lost without harm: without it we ask for all notices again, and trust the clock."""

    notices_after: int = 0
    seen_ms: int = 0
    all_asked_ms: int = 0
    store: str = ""
    """The id of the district's store, where several servers should keep one."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The folder of an enrolled uplink."""

    folder: Path
    district: District

    @property
    def authority(self) -> Path:
        """The district's CA, PEM."""
        return self.folder / AUTHORITY

    @property
    def pem(self) -> Path:
        """Our key and certificate, PEM."""
        return self.folder / IDENTITY

    @property
    def until_ms(self) -> int:
        """When our certificate ends."""
        certificate = x509.load_pem_x509_certificates(self.pem.read_bytes())[0]
        return int(certificate.not_valid_after_utc.timestamp() * 1000)

    @property
    def enrolment(self) -> tuple[int, int]:
        """A value that changes with each enrolment, even in the same district. Raises OSError."""
        written = (self.folder / DISTRICT).stat()
        return written.st_ino, written.st_mtime_ns

    def at(self, server: str) -> "Identity":
        """Give the same identity for another server of the district."""
        return replace(self, district=msgspec.structs.replace(self.district, server=server))

    def is_of(self, authority: str) -> bool:
        """Whether this PEM is the pinned authority. Raises OSError."""
        try:
            theirs, ours = (
                x509.load_pem_x509_certificates(each) for each in (authority.encode(), self.authority.read_bytes())
            )
        except NO_CERTIFICATE:
            return False
        return theirs == ours

    def moved(self, server: str) -> "Identity":
        """Change the name of the district's server for good, and give the new identity. Raises OSError."""
        district = msgspec.structs.replace(self.district, server=server, also=())
        write_whole(self.folder / DISTRICT, msgspec.json.encode(district))
        return replace(self, district=district)

    def replace(self, key: PrivateKey, given: CertificateGiven) -> None:
        """Take a new key and certificate. Raises OSError, and ValueError where TLS could not use them: then the old ones stay."""
        write_whole(self.pem, _serving(joined(key, given)))

    def remember(self, memory: Memory) -> None:
        """Write the memory. Raises OSError."""
        write_whole(self.folder / MEMORY, msgspec.json.encode(memory))

    def remembered(self) -> Memory:
        """Give what was remembered last; an empty memory where the file is missing or damaged."""
        try:
            return msgspec.json.decode((self.folder / MEMORY).read_bytes(), type=Memory)
        except (OSError, *UNREADABLE):
            return Memory()


def load(folder: Path) -> Identity:
    """Read the identity from its folder. Raises NotEnrolled."""
    how = f"Enrol this box: handbell uplink enrol --data {folder} --server URL --ca-file FILE --token TOKEN"
    try:
        district = msgspec.json.decode((folder / DISTRICT).read_bytes(), type=District)
        x509.load_pem_x509_certificates((folder / IDENTITY).read_bytes())
    except FileNotFoundError as missing:
        raise NotEnrolled(f"This box is enrolled with no district. {how}") from missing
    except (OSError, *NO_CERTIFICATE) as wrong:
        raise NotEnrolled(f"What {folder} says of the district cannot be read ({reason(wrong)}). {how}") from wrong
    return Identity(folder, district)


def enrolled(folder: Path, district: District, authority: Path, key: PrivateKey, given: CertificateGiven) -> Identity:
    """Keep everything of a new enrolment. `district.json` comes last, so that a half-written enrolment does not count. Raises OSError,
    ValueError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    identity = _serving(joined(key, given))
    (folder / MEMORY).unlink(missing_ok=True)  # the memory may speak of another district's notices
    write_whole(folder / AUTHORITY, authority.read_bytes())
    write_whole(folder / IDENTITY, identity)
    write_whole(folder / DISTRICT, msgspec.json.encode(district))
    return Identity(folder, district)


def new_key() -> PrivateKey:
    """Make a P-256 key, which every TLS library, card and HSM can handle."""
    return ec.generate_private_key(ec.SECP256R1())


def request_for(key: PrivateKey, building: bytes, box: bytes) -> str:
    """Give a certificate request for this key in PEM, with the names that `sync.protocol` asks for."""
    name = [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, Role.BUILDING),
        x509.NameAttribute(NameOID.COMMON_NAME, building.hex()),
    ]
    named_box = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(box_uri(box))])
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(name)).add_extension(named_box, False)
    return request.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def joined(key: PrivateKey, given: CertificateGiven) -> bytes:
    """Give key, certificate and chain in PEM. Raises ValueError where the certificate is for another key."""
    try:
        theirs = x509.load_pem_x509_certificate(given.certificate.encode()).public_key()
    except NO_CERTIFICATE as wrong:
        raise ValueError(f"the certificate the district gave cannot be read ({reason(wrong)})") from wrong
    if theirs != key.public_key():
        raise ValueError("the certificate the district gave is for another key than the one asked for")
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem + given.certificate.encode().strip() + b"\n" + given.chain.encode().strip() + b"\n"


def _serving(identity: bytes) -> bytes:
    """Give the same bytes, if TLS can load all of them, including the chain. A box that kept what it cannot load could not even ask for
    another certificate. Raises ValueError otherwise.
    """
    with os.fdopen(
        os.memfd_create(IDENTITY, os.MFD_CLOEXEC), "wb"
    ) as tried:  # TLS wants a path; a file in memory leaves no key behind when we are killed
        tried.write(identity)
        tried.flush()
        try:
            x509.load_pem_x509_certificates(identity)
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(f"/proc/self/fd/{tried.fileno()}")
        except (ssl.SSLError, *NO_CERTIFICATE) as wrong:
            says = f"the certificate or chain the district gave serves no connection ({reason(wrong)})"
            raise ValueError(says) from wrong
    return identity
