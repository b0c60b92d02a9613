"""Holds what a baresip is set up with, and writes its files. Knows how baresip 1.1.0 reads them, and starts nothing."""

import datetime
import ipaddress
import os
import socket
from pathlib import Path

import msgspec

from appliance.api.phones.messages import Setup
from appliance.phones.clips import silence, spoken

MODULES = Path("/usr/lib/baresip/modules")
REGISTERED_S = 60
"""The shortest that PBXs take without asking for longer (Asterisk's and Kamailio's usual minimum is 60)."""
REGISTERS_AFTER_PERCENT = 25
"""A line registers anew after this part of that time, each 15 s: a PBX that was restarted knows nobody, and answers OPTIONS all the same.
baresip's usual 90 would leave the help extension without a phone for up to 54 s.
"""
SILENT_MEDIA_S = 300  # a phone on hold sends nothing, and one without power neither: its line must come back by itself
SECRET_LEN_MAX = 128
SECRET_CHARACTERS = frozenset(map(chr, range(33, 127))) - set(';,"<>\\%')
"""What baresip takes in `auth_pass` as it stands: printable ASCII without what ends or quotes a parameter."""
CERTIFICATE_DAYS = (
    3650  # the file is made anew at each start; the box may not know the right day, so it begins long ago
)
CERTIFICATE_BEGINS = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
_CONFIG = """\
poll_method epoll
sip_listen {address}:{sip}
sip_trans_def {transport}
{tls}
call_local_timeout 120
call_max_calls 1
call_hold_other_calls no
audio_path {folder}/none
audio_source aufile,quiet.wav
audio_player aubridge,nowhere
audio_alert aubridge,nowhere
ausrc_srate 8000
auplay_srate 8000
audio_txmode poll
audio_level no
rtp_ports {rtp}-{rtp_last}
rtp_timeout {silent_media}
rtp_stats no
jitter_buffer_type off
module_path {modules}
module g711.so
module aufile.so
module aubridge.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
statmode_default off
ringback_disabled yes
redial_attempts 0
"""
"""No module records (sndfile) or listens elsewhere (httpd, mqtt). Without a player baresip would take a file of its own (`speaker.wav`), so
what a caller says goes to a bridge whose other end nobody holds: no thread runs there, and old sound is dropped. The player of aufile is
none for this: in baresip 1.1.0 it falls over where it is ended before its thread has begun, since it only then says that it runs.
"""


class BadSecret(ValueError):
    """The secret of the account cannot be used. `str()` says what, where and what to do."""


class Ports(msgspec.Struct, frozen=True):
    """The ports of all lines: line 0 has the first ones. Each line has two of `sip` (TLS takes the second), one of `control` on the
    loopback, and four of `rtp`.
    """

    sip: int = 5070
    control: int = 4450
    rtp: int = 16384


class Account(msgspec.Struct, frozen=True):
    """Whom the lines are at the PBX. `ca`: the file of the authority that the PBX's certificate is checked by (TLS)."""

    setup: Setup
    secret: str
    ca: Path | None

    def __repr__(self) -> str:
        return f"Account({self.setup!r})"


def read_secret(path: Path) -> str:
    """Read the secret. Raises BadSecret, whose sentence does not hold it."""
    try:
        secret = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise BadSecret(
            f"The secret of the PBX account cannot be read from {path} ({error.strerror}). Give it by the seed."
        ) from None
    except UnicodeDecodeError:
        secret = ""  # refused below
    if not 1 <= len(secret) <= SECRET_LEN_MAX or not set(secret) <= SECRET_CHARACTERS:
        raise BadSecret(
            f"The secret in {path} cannot be used: it must have 1 to {SECRET_LEN_MAX} letters, digits and signs of ASCII, without "
            f'blanks and without ; , " < > \\ %. Set another one at the PBX, and give it by the seed.'
        )
    return secret


def local_address(pbx: str) -> str:
    """Give our own address on the way to the PBX. Raises OSError where there is no way. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((pbx, 9))
        return str(probe.getsockname()[0])


def write_files(folder: Path, account: Account, ports: Ports, line: int, address: str) -> None:
    """Write all that line number `line` needs into a folder that nobody else may read. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    setup = account.setup
    rtp = ports.rtp + 4 * line
    tls = f"sip_certificate certificate.pem\nsip_cafile {account.ca}\nsip_verify_server yes"
    _write(
        folder / "config",
        _CONFIG.format(
            address=address,
            sip=ports.sip + 2 * line,
            transport=setup.transport,
            tls=tls if setup.transport == "tls" else "",
            folder=folder,
            rtp=rtp,
            rtp_last=rtp + 3,
            silent_media=SILENT_MEDIA_S,
            modules=MODULES,
            control=ports.control + line,
        ).encode(),
    )
    _write(folder / "accounts", _account(account).encode())
    _write(folder / "contacts", b"")
    _write(folder / "quiet.wav", spoken(silence(0), begins_with_tone=False, repeats=False))
    if setup.transport == "tls":
        _write(folder / "certificate.pem", _certificate(address))


def _account(account: Account) -> str:
    """Write the account. Transfers are refused (REFER), nobody answers by a header of the caller's, no voice mail is asked for."""
    setup = account.setup
    at = f"{setup.pbx};transport={setup.transport}"
    return (
        f"<sip:{setup.user}@{at}>;auth_user={setup.user};auth_pass={account.secret}"
        f';outbound="sip:{setup.pbx}:{setup.port};transport={setup.transport}"'
        f";regint={REGISTERED_S};rwait={REGISTERS_AFTER_PERCENT};answermode=manual;sip_autoanswer=no;call_transfer=no;mwi=no;dtmfmode=auto"
        ";audio_codecs=PCMU/8000/1,PCMA/8000/1\n"
    )


def _write(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _certificate(address: str) -> bytes:
    """Make a certificate for the lines' own end: a PBX that opens a connection to a line needs one there, and trusts its password."""
    from cryptography import x509  # noqa: PLC0415 (only with TLS)
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "handbell phones")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(CERTIFICATE_BEGINS)
        .not_valid_after(CERTIFICATE_BEGINS + datetime.timedelta(days=CERTIFICATE_DAYS))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(pem, form, serialization.NoEncryption()) + made.public_bytes(pem)
