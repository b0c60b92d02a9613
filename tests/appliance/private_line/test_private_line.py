"""Tests private lines as values: keys of both ends, frames in order, and everything that a carrier can do to them."""

import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from appliance.private_line.agreement_key import AgreementKey
from appliance.private_line.errors import PrivateLineError
from appliance.private_line.frames import BLOCK_LEN, FRAME_LEN_MAX, TAG_LEN, TEXT_LEN_MAX, Opener, Sealer
from appliance.private_line.line_keys import About, LineKeys, keys_of_box, keys_of_browser

ABOUT = About(bytes(16), "reyes-phone", bytes(range(16)))
LASTING, BOX, BROWSER = (AgreementKey.generate() for _ in range(3))
KEY = os.urandom(32)
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # SP 800-186, section 3.2.1.3


def line() -> tuple[Sealer, Opener]:
    return Sealer(KEY), Opener(KEY)


# ---- keys


def test_both_ends_have_the_same_keys_and_each_direction_its_own() -> None:
    box = keys_of_box(ABOUT, LASTING, BOX, BROWSER.public)
    assert keys_of_browser(ABOUT, BROWSER, LASTING.public, BOX.public) == box
    assert len(box.down) == len(box.up) == 32 and box.down != box.up


@pytest.mark.parametrize(
    "about",
    [
        replace(ABOUT, page="reyes-phonf"),
        replace(ABOUT, challenge=bytes(16)),
        replace(ABOUT, building=bytes(15) + b"\1"),
    ],
)
def test_a_line_about_anything_else_has_other_keys(about: About) -> None:
    assert keys_of_box(about, LASTING, BOX, BROWSER.public) != keys_of_box(ABOUT, LASTING, BOX, BROWSER.public)


def test_whoever_puts_keys_of_their_own_in_the_middle_has_other_keys_than_either_end() -> None:
    """The carrier knows all public keys and two private ones of its own; the browser's signature keeps it from the box's half, and the
    lasting key from the browser's.
    """
    own = AgreementKey.generate()
    browser = keys_of_browser(ABOUT, BROWSER, LASTING.public, own.public)
    known = [keys_of_box(ABOUT, lasting, own, BROWSER.public) for lasting in (own, AgreementKey.generate())]
    assert browser not in known
    box = keys_of_box(ABOUT, LASTING, BOX, BROWSER.public)
    assert keys_of_browser(ABOUT, own, LASTING.public, BOX.public) != box


def test_the_key_of_a_line_that_is_over_opens_no_other_line() -> None:
    again = keys_of_box(ABOUT, LASTING, AgreementKey.generate(), BROWSER.public)
    frame = Sealer(keys_of_box(ABOUT, LASTING, BOX, BROWSER.public).up).seal(b"1")
    with pytest.raises(PrivateLineError):
        Opener(again.up).open(frame)


@pytest.mark.parametrize("scalar", [b"", bytes(32), b"\xff" * 32, _ORDER.to_bytes(32), bytes(31), bytes(33)])
def test_what_is_no_private_key_is_refused(scalar: bytes) -> None:
    with pytest.raises(PrivateLineError):
        AgreementKey.from_bytes(scalar)


@pytest.mark.parametrize("scalar", [bytes(31) + b"\1", (_ORDER - 1).to_bytes(32)])
def test_the_smallest_and_the_greatest_private_key_are_kept_as_they_are(scalar: bytes) -> None:
    assert AgreementKey.from_bytes(scalar).to_bytes() == scalar


@pytest.mark.parametrize(
    "public",
    [b"", bytes(65), b"\x04" * 65, b"\x04" + bytes(64), b"\x02" + BROWSER.public[1:33], BROWSER.public + b"\0"],
)
def test_what_is_no_point_of_the_curve_gives_no_secret(public: bytes) -> None:
    with pytest.raises(PrivateLineError):
        keys_of_box(ABOUT, LASTING, BOX, public)


@pytest.mark.parametrize(
    "about",
    [
        replace(ABOUT, page=""),
        replace(ABOUT, page="x" * 65),
        replace(ABOUT, challenge=bytes(15)),
        replace(ABOUT, building=bytes(17)),
    ],
)
def test_what_does_not_fit_is_an_error_of_ours(about: About) -> None:
    with pytest.raises(ValueError, match=r"an id of|a building of"):
        keys_of_box(about, LASTING, BOX, BROWSER.public)


def test_no_secret_is_printed() -> None:
    keys = LineKeys(KEY, bytes(reversed(KEY)))
    printed = repr(keys) + repr(LASTING)
    assert (
        KEY.hex() not in printed and repr(KEY) not in printed and str(int.from_bytes(LASTING.to_bytes())) not in printed
    )


# ---- frames


@given(st.lists(st.binary(min_size=1, max_size=700).filter(lambda text: not text.endswith(b" ")), max_size=8))
@settings(deadline=None, max_examples=50)
def test_what_is_said_in_order_is_heard_in_order(texts: list[bytes]) -> None:
    sealer, opener = line()
    assert [opener.open(sealer.seal(text)) for text in texts] == texts


def test_answers_are_not_told_apart_by_their_lengths() -> None:
    sealer, _ = line()
    lengths = {len(sealer.seal(text)) for text in (b'{"answer":"going"}', b'{"answer":"cannot"}', b'{"beat":17}')}
    assert lengths == {BLOCK_LEN + TAG_LEN}


def test_the_longest_text_fits_and_a_longer_one_is_an_error_of_ours() -> None:
    sealer, opener = line()
    for text in (b"", b"x" * (TEXT_LEN_MAX + 1)):
        with pytest.raises(ValueError, match="bytes for one frame"):
            sealer.seal(text)
    frame = sealer.seal(b"x" * TEXT_LEN_MAX)
    assert len(frame) <= FRAME_LEN_MAX and opener.open(frame) == b"x" * TEXT_LEN_MAX


def test_a_frame_that_was_doubled_moved_or_left_out_ends_the_line() -> None:
    for order in ((0, 0), (1, 0), (0, 2), (0, 1, 0), (0, 1, 1), (2,)):
        sealer, opener = line()
        frames = [sealer.seal(b"%d" % number) for number in range(3)]
        *right, wrong = order
        for number in right:
            if number == opener._count:
                opener.open(frames[number])
        with pytest.raises(PrivateLineError):
            opener.open(frames[wrong if wrong != opener._count else 2])
        assert opener.over
        for frame in frames:
            with pytest.raises(PrivateLineError, match="over"):
                opener.open(frame)


def test_each_flipped_bit_and_each_cut_ends_the_line() -> None:
    frame = Sealer(KEY).seal(b"{}")
    for at in range(len(frame) * 8):
        changed = bytearray(frame)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(PrivateLineError):
            Opener(KEY).open(bytes(changed))
    for length in range(len(frame)):
        for cut in (frame[:length], frame[len(frame) - length :]):
            with pytest.raises(PrivateLineError):
                Opener(KEY).open(cut)


def test_a_frame_of_the_other_direction_opens_nothing() -> None:
    keys = keys_of_box(ABOUT, LASTING, BOX, BROWSER.public)
    with pytest.raises(PrivateLineError):
        Opener(keys.down).open(Sealer(keys.up).seal(b"1"))


def test_no_random_bytes_open_and_none_raise_anything_else() -> None:
    rolled = random.Random(28)
    for length in [*range(80), 271, 272, 273, FRAME_LEN_MAX, FRAME_LEN_MAX + 1, 2 * FRAME_LEN_MAX]:
        for _ in range(5):
            with pytest.raises(PrivateLineError):
                Opener(KEY).open(rolled.randbytes(length))


@given(st.data())
@settings(deadline=None, max_examples=100)
def test_whatever_a_carrier_hands_on_only_what_was_said_is_heard_and_in_its_order(data: st.DataObject) -> None:
    """A carrier holds frames of this line, of the other direction and of another line, and changes, cuts, doubles and moves them."""
    sealer, opener = line()
    said = [b'{"n":%d}' % number for number in range(4)]
    frames = [sealer.seal(text) for text in said]
    other = [Sealer(os.urandom(32)).seal(text) for text in said]
    any_frame = st.sampled_from([*frames, *other])
    changed = st.builds(
        lambda frame, at: frame[:at] + bytes([frame[at] ^ 1]) + frame[at + 1 :], any_frame, st.integers(0, 271)
    )
    cut = st.builds(lambda frame, at: frame[:at], any_frame, st.integers(0, 271))
    handed_on = data.draw(st.lists(st.one_of(any_frame, changed, cut, st.binary(max_size=300)), max_size=8))
    heard = []
    for frame in handed_on:
        try:
            heard.append(opener.open(frame))
        except PrivateLineError:
            assert opener.over
    assert heard == said[: len(heard)]
