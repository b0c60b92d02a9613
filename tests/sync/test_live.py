"""Tests messages of the live line: what is packed is unpacked byte for byte, whatever it is; what is damaged is not unpacked."""

import os
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from appliance.envelope.deposit import Deposit, Deposited, HeadTold, Refused, Signed, Wrap
from appliance.envelope.format import FormatError, Header, entry_digest, join, split
from appliance.envelope.statements import Countersigned
from sync import live
from sync.live import Known, Refusing, fits, pack_answer, pack_deposit, unpack_answer, unpack_deposit
from tests.sync.district.building import Box, wrap_for

NOW_MS = 1_795_000_000_000


def ends(box: Box) -> tuple[Known, Known]:
    return Known(box.building, box.box), Known(box.building, box.box)


def receipt(box: Box, first: int, last: int, key: Ed25519PrivateKey) -> Deposited:
    entry = box.chain[last - 1]
    header = split(entry).header
    said = Countersigned(box.building, box.box, header.epoch, first, last, entry_digest(entry), NOW_MS)
    signed = Signed(said.pack(), key.public_key().public_bytes_raw(), key.sign(said.pack()))
    return Deposited(signed, HeadTold("ok", header.epoch, last, entry_digest(entry)))


def test_a_call_lived_entry_by_entry_comes_out_as_it_went_in_and_costs_little_more_than_is_sealed() -> None:
    box, key = Box(), Ed25519PrivateKey.generate()
    there, here = ends(box)
    stream = os.urandom(16)
    up = down = ciphertext = 0
    for number in range(1, 13):
        box.write(1, stream)
        wraps = (wrap_for(number, b"o" * 32, stream),) if number == 1 else ()
        deposit = box.deposit(number, number, wraps)
        message, last = pack_deposit(deposit, there)
        got, last_here = unpack_deposit(message, here)
        assert got == deposit
        answer = receipt(box, number, number, key)
        said = pack_answer(answer, last_here, here)
        assert unpack_answer(said, last, there) == answer
        up, down = up + len(message), down + len(said)
        ciphertext += len(split(deposit.entries[0]).ciphertext)
    print(f"{up} bytes up, {down} down, of {ciphertext} of ciphertext and a wrap of 1,168")
    assert up <= ciphertext + 1168 + 12 * 24 + 160
    assert down <= 12 * 71 + 32


@pytest.mark.slow
@given(st.integers(0, 2**32))
def test_any_mixture_of_epochs_streams_jumps_and_wraps_comes_out_byte_for_byte(seed: int) -> None:
    dice = random.Random(seed)
    box = Box()
    there, here = ends(box)
    streams = [dice.randbytes(16) for _ in range(dice.choice((1, 3, 400)))]
    number, digest = dice.randrange(1, 2**40), dice.randbytes(32)
    for _ in range(dice.randrange(1, 12)):
        if dice.random() < 0.2:  # some entries went another way in between
            number, digest = number + dice.randrange(1, 9), dice.randbytes(32)
        if dice.random() < 0.2:
            box.epoch = dice.randbytes(16)
        entries = []
        for _ in range(dice.randrange(1, live.ENTRIES_MAX)):
            length = 64 * dice.randrange(1, 6) + 16
            ids = (box.building, box.box, box.epoch, number, dice.choice(streams), dice.choice((1, 1, 1, 2, 700)))
            entry = join(Header(1, 1, *ids, digest, length), dice.randbytes(12), dice.randbytes(length))
            entries.append(entry)
            number, digest = number + 1, entry_digest(entry)
        wraps = tuple(
            Wrap(
                split(each).header.number,
                dice.choice(streams),
                1,
                dice.choice((b"o" * 32, dice.randbytes(32))),
                b"w" * 300,
            )
            for each in dice.sample(entries, min(len(entries), 3))
        )
        deposit = Deposit(tuple(entries), wraps)
        assert fits(deposit, there)
        message, _ = pack_deposit(deposit, there)
        assert unpack_deposit(message, here)[0] == deposit
    assert there == here


@given(st.integers(0, 10**9), st.binary(min_size=1, max_size=8))
def test_a_damaged_message_is_refused_or_brings_entries_that_do_not_hang_together(at: int, noise: bytes) -> None:
    box = Box()
    box.write(3)
    there, here = ends(box)
    message, _ = pack_deposit(box.deposit(1, 3, (wrap_for(1, b"o" * 32),)), there)
    place = at % len(message)
    damaged = message[:place] + noise + message[place + len(noise) :]
    try:
        got, _ = unpack_deposit(damaged, here)
    except FormatError:
        return
    assert got.entries == tuple(box.chain)  # the damage was in the wrap, or changed nothing


@given(st.binary(max_size=200))
def test_any_bytes_are_a_deposit_an_answer_or_refused(data: bytes) -> None:
    box = Box()
    box.write(1)
    _, last = pack_deposit(box.deposit(1, 1), Known(box.building, box.box))
    for read in (
        lambda: unpack_deposit(data, Known(box.building, box.box)),
        lambda: unpack_answer(data, last, Known(b"", b"")),
    ):
        with pytest.raises(FormatError):
            read()


def test_a_receipt_for_more_than_was_sent_and_a_refusal_come_whole() -> None:
    box, key = Box(), Ed25519PrivateKey.generate()
    box.write(9)
    there, here = ends(box)
    message, last = pack_deposit(box.deposit(3, 4), there)
    unpack_deposit(message, here)
    for answer in (receipt(box, 1, 9, key), receipt(box, 2, 4, key), Refusing(Refused("fork", "Two histories."), 2)):
        assert unpack_answer(pack_answer(answer, last, here), last, there) == answer


def test_what_does_not_fit_goes_another_way() -> None:
    box = Box()
    box.write(live.ENTRIES_MAX + 1)
    known = Known(box.building, box.box)
    assert not fits(box.deposit(1, live.ENTRIES_MAX + 1), known)
    assert fits(box.deposit(1, live.ENTRIES_MAX), known)
    assert not fits(box.deposit(1, 1), Known(os.urandom(16), box.box))
