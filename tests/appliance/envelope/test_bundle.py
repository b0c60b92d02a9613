"""Tests recovery bundles: what goes in comes out for whoever has a key, and nothing that was changed is taken."""

import os

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.envelope.bundle import (
    BUNDLE_LEN_MAX,
    PAD_TO,
    RECIPIENTS_MAX,
    About,
    BundleError,
    Contents,
    Sealed,
    opened,
    seal,
)
from appliance.envelope.hybrid import PrivateKey

DEVICE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = DEVICE.public_key().public_bytes_raw()
PHRASE, OFFICE, NOBODY = (PrivateKey.from_bytes(bytes([each]) * 32) for each in (1, 2, 3))
ABOUT = About(bytes([0xB1]) * 16, bytes([0xB0]) * 16, 7, 1_795_500_000_000, 4_812, bytes(32), PUBLIC)
CONTENTS = Contents(
    building=ABOUT.building,
    box=ABOUT.box,
    device_key=PUBLIC,
    rank=3,
    calls_so_far=41,
    plan=b"rooms: []",
    root="ab" * 32,
    files=(("people/ana.secret", b"$argon2id$"), ("credentials/r12.secret", b"k" * 32)),
    reading=(("2026-W48", bytes(32)),),
    counts=(("r12", "help", "99", 5),),
    address_book=b"{}",
    succession=bytes([9]) * 32,
    parents=(bytes([0xA0]) * 16,),
    recovery=PHRASE.public.raw,
)


def sealed_for(*recipients: PrivateKey, contents: Contents = CONTENTS, about: About = ABOUT) -> Sealed:
    return seal(contents, about, [each.public for each in recipients], DEVICE.sign)


def test_what_goes_in_comes_out_for_everybody_it_is_for() -> None:
    sealed = Sealed.unpack(sealed_for(PHRASE, OFFICE).pack())
    assert sealed.about == ABOUT
    assert {*sealed.recipients()} == {PHRASE.public.fingerprint, OFFICE.public.fingerprint}
    assert opened(sealed, PHRASE) == opened(sealed, OFFICE) == CONTENTS


def test_nobody_else_opens_it_and_hears_why() -> None:
    with pytest.raises(BundleError, match="the phrase is another building's, or was renewed since"):
        opened(sealed_for(PHRASE, OFFICE), NOBODY)


def test_what_travels_without_the_phrases_wrap_opens_for_the_office_alone() -> None:
    travels = Sealed.unpack(sealed_for(PHRASE, OFFICE).for_only([OFFICE.public.fingerprint]).pack())
    assert opened(travels, OFFICE) == CONTENTS
    with pytest.raises(BundleError, match="left out on the way"):
        opened(travels, PHRASE)


def test_how_much_is_in_it_shows_by_steps_of_four_kilobytes_alone() -> None:
    few, more = sealed_for(PHRASE), sealed_for(PHRASE, contents=msgspec.structs.replace(CONTENTS, plan=b"r" * 900))
    assert len(few.ciphertext) == len(more.ciphertext) == PAD_TO
    assert b"argon2id" not in few.pack() and b"r12" not in few.pack()


def test_nothing_prints_what_is_in_it() -> None:
    assert "argon2id" not in repr(CONTENTS) + str(CONTENTS)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_bit_is_changed_it_is_not_taken(data: st.DataObject) -> None:
    whole = sealed_for(PHRASE, OFFICE).pack()
    at = data.draw(st.integers(0, len(whole) * 8 - 1))
    changed = bytearray(whole)
    changed[at // 8] ^= 1 << at % 8
    with pytest.raises(BundleError):
        opened(Sealed.unpack(bytes(changed)), PHRASE)


@given(st.binary(max_size=300))
def test_anything_else_is_no_bundle(data: bytes) -> None:
    with pytest.raises(BundleError):
        Sealed.unpack(data)


def test_another_device_signs_for_nobody() -> None:
    impostor = Ed25519PrivateKey.generate()
    with pytest.raises(BundleError, match="signature does not hold"):
        opened(seal(CONTENTS, ABOUT, [PHRASE.public], impostor.sign), PHRASE)


def test_contents_of_another_box_are_not_taken_from_a_signed_bundle() -> None:
    with pytest.raises(BundleError, match="another box than it says outside"):
        opened(sealed_for(PHRASE, contents=msgspec.structs.replace(CONTENTS, box=bytes(16))), PHRASE)


def test_what_is_too_long_is_neither_made_nor_read() -> None:
    with pytest.raises(BundleError, match="would have"):
        sealed_for(PHRASE, contents=msgspec.structs.replace(CONTENTS, plan=os.urandom(BUNDLE_LEN_MAX)))
    with pytest.raises(BundleError, match="65 recipients"):
        sealed_for(*[PHRASE] * (RECIPIENTS_MAX + 1))
    with pytest.raises(BundleError, match="a bundle takes"):
        Sealed.unpack(bytes(BUNDLE_LEN_MAX + 1))
    with pytest.raises(BundleError, match="out of range"):
        msgspec.structs.replace(ABOUT, serial=-1).pack()
    with pytest.raises(BundleError, match="16 bytes"):
        msgspec.structs.replace(ABOUT, box=b"short").pack()
