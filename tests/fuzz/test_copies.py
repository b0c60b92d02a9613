"""Fuzzes, for a few seconds each, the readers of what a stick, a former box, an office and a seed say of a copy: each gives a value or a
refusal, never anything else.
"""

import base64
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.envelope.bundle import About, Contents, seal
from appliance.envelope.deposit import Signed
from appliance.envelope.handover import HandedKey, Handover, SealedHandover
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.open_calls import OpenCalls
from appliance.envelope.phrase import new_phrase, numbered
from appliance.envelope.public_half import section_of
from sync.replica.marker import CopyMarker
from tests.fuzz.test_readers import nothing_is_found

HARNESS = Path(__file__).with_name("copies.py")
BUILDING, BOX = b"b" * 16, b"x" * 16  # the ids that the harness uses, as every key here is the harness's
DEVICE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = DEVICE.public_key().public_bytes_raw()
PHRASE = PrivateKey.from_bytes(bytes(32))
CONTENTS = Contents(
    building=BUILDING, box=BOX, device_key=PUBLIC, rank=3, calls_so_far=41, plan=b"rooms: []", root="ab" * 32,
    files=(("people/ana.secret", b"$argon2id$"),), reading=(("2026-W48", bytes(32)),), counts=(("r12", "help", "99", 5),),
    address_book=b"{}", succession=bytes(32), parents=(BOX,), recovery=b"",
)  # fmt: skip
NAMES = b"""2229 0000000000000001-0000000000000001.ltx
10500 0000000000000002-000000000000001a.ltx
84 latest
5648 bundle-00000001
0 mirror-edbe2494957fd06a
"""
SFTP_KEY = b"ssh-ed25519 " + base64.b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0 " + bytes(32))
PLACES = (
    b'{"to":"stick"}',
    b'{"to":"folder","path":"/mnt/second"}',
    b'{"to":"sftp","host":"backup.example:22","user":"box","path":"/srv/copies","host_key":"%s","key":"k"}' % SFTP_KEY,
    b'{"to":"s3","endpoint":"https://s3.example","bucket":"copies","key_id":"copykeyid","secret":"secretkey","ca":"c"}',
)
SECTIONS = (
    b"copy: {to: stick}\n",
    b"copy: {to: folder, path: /mnt/second}\n",
    b"copy: {to: sftp, host: backup.example, user: box, path: /srv/copies, host_key: %s, key: kept}\n" % SFTP_KEY,
    b"replaces: {building: %s, box: %s}\n" % (BUILDING.hex().encode(), BOX.hex().encode()),
    section_of(PHRASE.public.raw).encode(),
)


def beginnings() -> dict[str, list[bytes]]:
    """Give true inputs for each reader, which a fuzzer would not find by itself."""
    about = About(BUILDING, BOX, 7, 1_795_500_000_000, 4_812, bytes(32), PUBLIC)
    words = new_phrase(bytes(range(16)))
    handed = SealedHandover(Signed(b"statement", PUBLIC, bytes(64)), b"sealed")
    handover = Handover(CONTENTS, (HandedKey(b"t" * 16, 1, "A", b"k" * 32),))
    return {
        "sealed_bundle": [seal(CONTENTS, about, [PHRASE.public], DEVICE.sign).pack()],
        "bundle_inside": [msgspec.msgpack.encode(CONTENTS)],
        "keys_of_a_bundle": [msgspec.msgpack.encode(CONTENTS)],
        "open_calls": [OpenCalls(BUILDING, BOX, 7, bytes(32), (b"s" * 16,)).pack()],
        "handed_over": [handed.pack(), msgspec.msgpack.encode(handover)],
        "copy_marker": [CopyMarker(BUILDING, BOX, b"m" * 8, b"w" * 8, b"r" * 8, 7, 1_795_500_000_000).pack()],
        "names": [NAMES],
        "phrase": [words.encode(), "\n".join(numbered(words)).upper().encode()],
        "seed": [*SECTIONS, b"".join(SECTIONS[2:])],
        "copy_place": [*PLACES],
    }


@pytest.mark.proof
@pytest.mark.parametrize("reader", sorted(beginnings()))
def test_whatever_lies_at_a_target_or_in_a_seed_it_is_read_or_refused(reader: str, tmp_path: Path) -> None:
    nothing_is_found(HARNESS, reader, beginnings()[reader], tmp_path)
