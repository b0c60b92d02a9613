"""Tests that a handover opens only for the box it was sealed for, under the root key that the box knows, and only unchanged."""

from collections.abc import Callable

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.envelope import handover
from appliance.envelope.bundle import Contents
from appliance.envelope.deposit import Signed
from appliance.envelope.handover import HandedKey, Handover, HandoverError, SealedHandover
from appliance.envelope.hybrid import PrivateKey, fingerprint
from sync.transport.checking import is_signed

BUILDING = bytes(range(16))
BUNDLE = Contents(
    building=BUILDING, box=b"b" * 16, device_key=b"d" * 32, rank=7, calls_so_far=3, plan=b"plan", root="ab", files=(), reading=(),
    counts=(), address_book=b"", succession=b"s" * 32, parents=(), recovery=b"",
)  # fmt: skip
WHOLE = Handover(BUNDLE, (HandedKey(b"t" * 16, 1, "A", b"k" * 32),))
ROOT, BOX = Ed25519PrivateKey.generate(), PrivateKey.generate()
FINGERPRINT = fingerprint(ROOT.public_key().public_bytes_raw())


def by(key: Ed25519PrivateKey) -> Callable[[bytes], Signed]:
    return lambda statement: Signed(statement, key.public_key().public_bytes_raw(), key.sign(statement))


def sealed(what: Handover = WHOLE, building: bytes = BUILDING) -> SealedHandover:
    return handover.seal(what, building, BOX.public, by(ROOT))


def opens(
    handed: SealedHandover, private: PrivateKey = BOX, building: bytes = BUILDING, root: bytes = FINGERPRINT
) -> Handover:
    return handover.opened(SealedHandover.unpack(handed.pack()), private, building, root, is_signed)


def test_it_opens_for_its_box_and_shows_no_secret() -> None:
    assert opens(sealed()) == WHOLE
    assert b"plan" not in sealed().pack() and "kkk" not in repr(WHOLE)


def test_it_opens_for_no_other_key_building_or_root_and_not_when_it_was_changed() -> None:
    handed, other = sealed(), Ed25519PrivateKey.generate()
    changed = msgspec.structs.replace(handed, sealed=handed.sealed[:-1] + bytes([handed.sealed[-1] ^ 1]))
    another = handover.seal(WHOLE, BUILDING, BOX.public, by(other))
    unsigned = msgspec.structs.replace(handed, said=msgspec.structs.replace(handed.said, signature=bytes(64)))
    for says, attempt in (
        ("another box", lambda: opens(handed, PrivateKey.generate())),
        ("another box", lambda: opens(handed, building=bytes(16))),
        ("not signed by the root key", lambda: opens(handed, root=bytes(32))),
        ("not signed by the root key", lambda: opens(another)),
        ("not signed by the root key", lambda: opens(unsigned)),
        ("was changed", lambda: opens(changed)),
        ("another building", lambda: opens(sealed(building=bytes(16)), building=bytes(16))),
        ("is no handover", lambda: SealedHandover.unpack(b"\x90")),
        ("takes", lambda: SealedHandover.unpack(bytes(handover.HANDOVER_LEN_MAX + 1))),
    ):
        with pytest.raises(HandoverError, match=says):
            attempt()
    large = msgspec.structs.replace(BUNDLE, plan=bytes(handover.HANDOVER_LEN_MAX))
    with pytest.raises(HandoverError, match="would have"):
        sealed(Handover(large, ()))


def test_a_code_is_of_one_key_and_building_however_it_is_typed() -> None:
    code = handover.code_of(BUILDING, BOX.public.raw)
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert handover.is_code_of(f" {code.lower().replace('-', ' ').replace('0', 'O')}", BUILDING, BOX.public.raw)
    assert not handover.is_code_of(code, bytes(16), BOX.public.raw)
    assert not handover.is_code_of(code, BUILDING, PrivateKey.generate().public.raw)
    assert handover.code_of(bytes(16), bytes(1216)) == "VPDA-JBVC-EADV-ZK5S"
