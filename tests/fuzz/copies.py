"""Feeds the readers of a copy, its bundle, a phrase and the seed's words of them: `copies.py NAME SECONDS FOLDER`. It runs by itself.

Whoever has the stick can write anything onto it, and a former box's device key signs it. Whatever the bytes are, a reader gives a value or
its one documented refusal. The replica can use every place that a seed may name for the copy.
"""

import contextlib
import hashlib
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tests.fuzz.fed import fed

with atheris.instrument_imports(
    include=["appliance.envelope", "appliance.restoring", "image_build.seed", "image_build.first_boot", "sync"]
):
    from appliance.envelope import bundle, handover
    from appliance.envelope.bundle import About, BundleError, Sealed
    from appliance.envelope.deposit import Signed
    from appliance.envelope.format import FormatError
    from appliance.envelope.handover import HandoverError, SealedHandover
    from appliance.envelope.hybrid import SUITE, KeyBytesError, PrivateKey
    from appliance.envelope.open_calls import OpenCalls
    from appliance.envelope.phrase import ENTROPY_LEN, NotAPhrase, entropy_of, new_phrase
    from appliance.envelope.public_half import found_in, public_of
    from appliance.envelope.statements import HandoverSaid
    from appliance.restoring.key_folder import make_keys
    from appliance.vault.errors import VaultError
    from appliance.vault.reading_keys import is_week
    from image_build.first_boot.copy_file import copy_file
    from image_build.seed.model import Seed
    from image_build.seed.read import read_seed_bytes
    from sync.replica import marker
    from sync.replica.chain import last_in, unbroken_to
    from sync.replica.where import WhereError, read_where

DEVICE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = DEVICE.public_key().public_bytes_raw()
PHRASE = PrivateKey.from_bytes(bytes(32))
ABOUT = About(b"b" * 16, b"x" * 16, 7, 1_795_500_000_000, 4_812, bytes(32), PUBLIC)
KEY, NONCE = bytes(32), bytes(12)
SEED = b"seed: 1\nname: lincoln-ms\ntime_zone: America/Denver\n"


def sealed_bundle(data: bytes) -> None:
    """Feed a file on a stick under a bundle's name: what is read packs to bytes that are read as the same."""
    found = Sealed.unpack(data)
    assert Sealed.unpack(found.pack()) == found
    assert len(found.for_only(found.recipients()).wraps) <= len(found.wraps)
    assert found.about.pack() == found.statement[: len(found.about.pack())]
    bundle.opened(found, PHRASE)


def bundle_inside(data: bytes) -> None:
    """Feed the contents that a former box sealed and signed, and a wrap that holds no key. The contents of another box are refused."""
    named = PHRASE.public.fingerprint
    info = bundle._info(ABOUT, named)
    for padded, wrap in ((bundle._padded(data), SUITE.encrypt(KEY, PHRASE.public.hpke_key, info=info)), (b"", data)):
        ciphertext = ChaCha20Poly1305(KEY).encrypt(NONCE, padded or data, ABOUT.pack())
        statement = ABOUT.pack() + hashlib.sha256(NONCE + ciphertext).digest() + (1).to_bytes(2)
        statement += named + hashlib.sha256(wrap).digest()
        made = Sealed(statement, DEVICE.sign(statement), NONCE, ciphertext, ((named, wrap),))
        try:
            contents = bundle.opened(Sealed.unpack(made.pack()), PHRASE)
        except BundleError:
            continue
        assert (contents.building, contents.box) == (ABOUT.building, ABOUT.box)


def keys_of_a_bundle(data: bytes) -> None:
    """Feed what a new box makes its folder of keys from: it makes the whole folder or refuses, and writes nothing beside it."""
    try:
        contents = msgspec.msgpack.decode(data, type=bundle.Contents)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return
    if not all(is_week(week) for week, _ in contents.reading):
        return  # such contents are refused earlier (`restoring.restored`)
    own = msgspec.structs.replace(contents, building=ABOUT.building, box=ABOUT.box, device_key=ABOUT.device_key)
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "new" / "keys"
        keys.parent.mkdir()
        needed = {PrivateKey.from_bytes(seed).public.fingerprint for _, seed in own.reading if len(seed) == len(KEY)}
        with contextlib.suppress(VaultError, KeyBytesError, OSError):
            make_keys(keys, own, needed)
        assert [each.name for each in Path(folder).iterdir()] == ["new"]
        assert [each.name for each in keys.parent.iterdir()] == ["keys"]


def handed_over(data: bytes) -> None:
    """Feed a handover as the district's line gives it, and one that an office's key signed."""
    try:
        handed = SealedHandover.unpack(data)
        assert SealedHandover.unpack(handed.pack()) == handed
        _opens(handed)
    except HandoverError:
        pass
    inside = SUITE.encrypt(data, PHRASE.public.hpke_key, info=handover._info(ABOUT.building, PHRASE.public))
    for sealed in (inside, data):
        said = HandoverSaid(ABOUT.building, PHRASE.public.fingerprint, hashlib.sha256(sealed).digest()).pack()
        try:
            _opens(SealedHandover(Signed(said, PUBLIC, DEVICE.sign(said)), sealed))
        except HandoverError:
            continue
    handover.is_code_of(data.decode("utf-8", "replace"), ABOUT.building, PHRASE.public.raw)


def _opens(handed: SealedHandover) -> None:
    root = hashlib.sha256(PUBLIC).digest()
    found = handover.opened(handed, PHRASE, ABOUT.building, root, lambda said: len(said.statement) > 0)
    assert found.bundle.building == ABOUT.building


def open_calls(data: bytes) -> None:
    """Feed the list of calls that the former box signed as open: what is read names as many as it packs."""
    found = OpenCalls.unpack(data)
    assert OpenCalls.unpack(found.pack()).streams == tuple(sorted(found.streams))


def copy_marker(data: bytes) -> None:
    """Feed `latest` at a target: it is a marker, which packs to bytes that are read as the same and names folders of ours,
    or it is none.
    """
    found = marker.CopyMarker.unpack(data)
    if found is not None:
        assert marker.CopyMarker.unpack(found.pack()) == found
        for what, generation in ((marker.MIRROR, found.mirror), (marker.WRAPS, found.wraps)):
            assert marker.named(marker.generation_name(what, generation)) == marker.Named(what, generation)
        assert marker.named(marker.bundle_name(found.bundle)) == marker.Named(marker.BUNDLE, serial=found.bundle)


def names(data: bytes) -> None:
    """Feed a list of names at a target, one a line, with its size before it. A name that is read as ours is written the same, and no gap is
    passed over.
    """
    files = []
    for line in data.decode("utf-8", "surrogateescape").splitlines():
        size, _, name = line.partition(" ")
        files.append((name, int(size) if size.isdecimal() and len(size) < 10 else 0))
        found = marker.named(name)
        if found is not None and found.what == marker.BUNDLE:
            assert marker.bundle_name(found.serial) == name
        elif found is not None:
            assert marker.generation_name(found.what, found.generation) == name
    reached = unbroken_to(files)
    assert 0 <= reached <= max((last_in(*each) for each in files), default=0)
    assert unbroken_to(reversed(files)) == reached


def phrase(data: bytes) -> None:
    """Feed twelve words as somebody types them, and a public half: what is read gives the same words again."""
    text = data.decode("utf-8", "replace")
    found = entropy_of(text)
    if isinstance(found, NotAPhrase):
        assert found.says and found.place >= 0
    else:
        assert len(found) == ENTROPY_LEN and entropy_of(new_phrase(found)) == found
    public_of(text)
    found_in(text)


def seed(data: bytes) -> None:
    """Feed what a seed says of copy, phrase and former box: it gives mistakes in words, or places that the replica can use."""
    found = read_seed_bytes(SEED + data + b"\nend_of_seed: true\n")
    if not isinstance(found, Seed):
        assert found and all(str(each) for each in found)
    elif found.copy is not None:
        made = copy_file(found.copy, b"")
        if isinstance(made, bytes):
            assert _usable(made) is not None


def copy_place(data: bytes) -> None:
    """Feed the replica's settings."""
    try:
        _usable(data)
    except WhereError:
        return


def _usable(data: bytes) -> object:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        where = read_where(Path(file.name))
    if where is not None:
        assert where.says.isprintable() or not where.says
        msgspec.json.encode(where)
    return where


READERS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each
    for each in (
        sealed_bundle,
        bundle_inside,
        keys_of_a_bundle,
        open_calls,
        handed_over,
        copy_marker,
        names,
        phrase,
        seed,
        copy_place,
    )
}


if __name__ == "__main__":
    fed(READERS[sys.argv[1]], (BundleError, FormatError), sys.argv[2], sys.argv[3])
