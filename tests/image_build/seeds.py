"""Makes sound seeds, small and whole, and the parts of a district that they name."""

import base64
import functools
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

PLAN = """\
building:
  name: Lincoln Middle School
  address: 2100 Larkspur Way
  phone: +1 720 555 0100
  timezone: America/Denver
occupied: mon-fri 07:30-16:00
rooms:
  - {id: A101, name: Front office, floor: 1, zone: front, phone_name: Rm A101}
  - {id: B204, name: Room 204, floor: 2, zone: west, phone_name: Rm B204}
buttons:
  - {id: A101-desk, room: A101, family: esphome, key: A101-desk, contacts: {help: assist, hold: emergency}}
  - {id: B204-wall, room: B204, family: esphome, key: B204-wall, contacts: {help: assist, hold: emergency}}
desks:
  - {id: front, name: Front office, zone: front}
  - {id: hall, name: West hall, zone: west}
people:
  - {id: reyes, name: Marisol Reyes, roles: [lead, nurse], told_by: bell}
sounders:
  - {id: bell, name: Bell, family: file, output: bell.wav, zone: front}
"""

OFFICE = sha256(b"an office's root key").hexdigest()


def secret(of: str) -> str:
    """Make a device's secret as a seed has it."""
    return base64.b64encode(sha256(of.encode()).digest()).decode()


def token(of: str) -> str:
    """Make a token such as a district prints."""
    text = base64.b32encode(sha256(f"token {of}".encode()).digest()[:20]).decode()
    return "-".join(text[at : at + 4] for at in range(0, 32, 4))


@functools.cache
def authority(*, ca: bool = True) -> str:
    """Make a certificate in PEM, of an authority or of some server."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "district")])
    made = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), made, made + timedelta(3650)
    )
    return (
        builder.add_extension(x509.BasicConstraints(ca, None), True)
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.PEM)
        .decode()
    )


def indented(text: str, blanks: int) -> str:
    """Indent a text, so that it can be part of a section."""
    return "".join(f"{' ' * blanks}{line}\n" for line in text.splitlines())


def seed_text(name: str = "lincoln-ms", *, last: int = 20) -> str:
    """Make a whole seed. `last` is the last number of its address."""
    return (
        f"seed: 1\nname: {name}\ntime_zone: America/Denver\n"
        "screen: {font: Lat15-Terminus32x16, desk: front, accessible: speech}\n"
        "network:\n"
        "  interface: eth0\n"
        f"  address: {{ip: 10.4.7.{last}/24, gateway: 10.4.7.1}}\n"
        "  vlan: 47\n"
        "  more:\n"
        "    - {vlan: 60, address: {ip: 10.60.0.1/22}, for: buttons}\n"
        "  dns: [10.4.0.53]\n"
        "  ntp: time.district.example\n"
        "district:\n"
        "  server: https://handbell.district.example:8460\n"
        f"  token: {token(name)}\n"
        f"  office: {' '.join(OFFICE[at : at + 4] for at in range(0, 64, 4))}\n"
        "  ca: |\n" + indented(authority(), 4) + "buttons:\n"
        f"  A101-desk: {secret(f'{name} A101')}\n"
        f"  B204-wall: {secret(f'{name} B204')}\n"
        "ssh:\n  keys:\n"
        "    - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJY7rGQ6Q1FqxeCxY2hZ1M1yqvIxkS4Zb0o5uH0nq3xk it@district\n"
        "plan:\n" + indented(PLAN, 2) + "end_of_seed: true\n"
    )
