"""Tests that two relays in series close once, together, for three seconds at most. Whatever goes wrong, both are open afterwards, or it is
said.
"""

import asyncio
from collections.abc import Iterator

import pytest

from hardware.errors import HardwareError
from hardware.relay.pulse import PULSE_S_MAX, MayHaveClosed, TwoInSeries
from hardware.relay.twin import TwinRelay


class Slow(TwinRelay):
    """A twin whose board fails on purpose. With `hangs` it never answers. With `loses_answers` it does what it is told, and its answer gets
    lost.
    """

    hangs = False
    loses_answers = False

    async def throw(self, on: bool) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        await super().throw(on)
        if self.loses_answers:
            raise HardwareError("no answer from the board")


class Circuit:
    """Both relays in series. It knows when the wire through both was closed."""

    def __init__(self) -> None:
        self.first, self.second = Slow(), Slow()
        self.series = TwoInSeries(self.first, self.second)

    def closed(self) -> list[float]:
        """Give how long the wire was closed each time (s); a wire that is closed still counts as closed for ever."""
        changes = sorted(
            (each.at_s, number, each.on)
            for number, relay in enumerate((self.first, self.second))
            for each in relay.history
        )
        on, since_s, spans = [False, False], None, []
        for at_s, number, is_on in changes:
            on[number] = is_on
            if all(on):
                since_s = at_s
            elif since_s is not None:
                spans.append(at_s - since_s)
                since_s = None
        return spans if since_s is None else [*spans, float("inf")]

    @property
    def is_open(self) -> bool:
        return not self.first.on and not self.second.on


@pytest.fixture
def circuit() -> Iterator[Circuit]:
    circuit = Circuit()
    yield circuit
    assert not (circuit.first.on and circuit.second.on)


async def test_both_close_once_for_as_long_as_asked_and_are_open_then(circuit: Circuit) -> None:
    await circuit.series.pulse(0.2)
    (span_s,) = circuit.closed()
    assert 0.2 <= span_s < PULSE_S_MAX
    assert circuit.is_open and circuit.series.stuck() == ""


async def test_until_they_were_told_to_open_nobody_knows_and_that_closes_nothing(circuit: Circuit) -> None:
    assert "not told to open yet" in circuit.series.stuck()
    await circuit.series.off()
    assert circuit.series.stuck() == "" and circuit.first.history == circuit.second.history == []


async def test_what_was_closed_before_this_began_is_opened(circuit: Circuit) -> None:
    await circuit.first.throw(True)
    await circuit.series.off()
    assert circuit.is_open


@pytest.mark.parametrize("which", ["first", "second"])
async def test_a_relay_that_does_not_close_closes_nothing_and_both_are_told_to_open(
    circuit: Circuit, which: str
) -> None:
    getattr(circuit, which).why = "no answer from the board"
    with pytest.raises(HardwareError, match=f"the {which} relay did not close: no answer") as raised:
        await circuit.series.pulse(0.1)
    assert isinstance(raised.value, MayHaveClosed) == (which == "second"), "what was told to close may have been"
    assert circuit.closed() == [] and circuit.is_open
    assert f"the {which} relay may be closed" in circuit.series.stuck()
    getattr(circuit, which).why = ""
    await circuit.series.off()
    assert circuit.series.stuck() == ""


@pytest.mark.slow
@pytest.mark.parametrize("which", ["first", "second"])
async def test_a_relay_that_hangs_keeps_the_other_closed_no_longer(circuit: Circuit, which: str) -> None:
    getattr(circuit, which).hangs = True
    with pytest.raises(HardwareError, match=f"the {which} relay does not answer") as raised:
        await circuit.series.pulse(0.1)
    assert isinstance(raised.value, MayHaveClosed) == (which == "second")
    assert circuit.closed() == [] and circuit.is_open


async def test_where_only_the_answer_of_the_second_was_lost_both_were_closed_and_nobody_knows(circuit: Circuit) -> None:
    circuit.second.loses_answers = True
    with pytest.raises(MayHaveClosed, match="the second relay did not close: no answer"):
        await circuit.series.pulse(0.1)
    assert len(circuit.closed()) == 1 and circuit.is_open


async def test_where_only_the_answer_of_the_first_was_lost_nothing_was_closed(circuit: Circuit) -> None:
    circuit.first.loses_answers = True
    with pytest.raises(HardwareError) as raised:
        await circuit.series.pulse(0.1)
    assert not isinstance(raised.value, MayHaveClosed)
    assert circuit.closed() == [] and circuit.is_open


@pytest.mark.slow
@pytest.mark.parametrize("which", ["first", "second"])
async def test_a_board_that_is_unplugged_during_the_pulse_is_stuck_and_the_other_relay_ends_what_went_out(
    circuit: Circuit, which: str
) -> None:
    pulse = asyncio.get_running_loop().create_task(circuit.series.pulse(0.2))
    await asyncio.sleep(0.1)
    assert circuit.first.on and circuit.second.on
    getattr(circuit, which).why = "the line is not open"
    await pulse
    (span_s,) = circuit.closed()
    assert 0.2 <= span_s < PULSE_S_MAX
    assert f"the {which} relay may be closed: the line is not open" in circuit.series.stuck()


@pytest.mark.slow
@pytest.mark.parametrize("which", ["first", "second"])
async def test_a_relay_that_sticks_is_told(circuit: Circuit, which: str) -> None:
    pulse = asyncio.get_running_loop().create_task(circuit.series.pulse(0.2))
    await asyncio.sleep(0.1)
    getattr(circuit, which).stuck = True
    await pulse
    assert f"the {which} relay may be closed" in circuit.series.stuck()
    assert "stands as before" in circuit.series.stuck()


async def test_whoever_is_cancelled_in_the_midst_of_it_opens_both_first(circuit: Circuit) -> None:
    pulse = asyncio.get_running_loop().create_task(circuit.series.pulse(3))
    await asyncio.sleep(0.1)
    for _ in range(3):
        pulse.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await pulse
    assert circuit.is_open and circuit.series.stuck() == ""
    assert len(circuit.closed()) == 1


@pytest.mark.slow
async def test_one_pulse_at_a_time_and_no_word_to_open_cuts_it_short(circuit: Circuit) -> None:
    await asyncio.gather(circuit.series.pulse(0.2), circuit.series.pulse(0.2), circuit.series.off())
    spans = circuit.closed()
    assert len(spans) == 2 and min(spans) >= 0.2
    assert circuit.is_open


@pytest.mark.parametrize("seconds", [0, -1, 3.01, float("nan"), float("inf")])
async def test_nothing_else_than_a_short_pulse_can_be_asked_for(circuit: Circuit, seconds: float) -> None:
    with pytest.raises(ValueError, match="a pulse of"):
        await circuit.series.pulse(seconds)
    assert circuit.closed() == []


async def test_a_look_opens_what_was_found_closed_and_tells_one_that_did_not_answer_once_it_does(
    circuit: Circuit,
) -> None:
    await circuit.series.look()
    assert circuit.series.stuck() == ""
    await circuit.second.throw(True)
    await circuit.series.look()
    assert circuit.is_open and circuit.series.stuck() == ""
    circuit.first.why = "the line is not open"
    await circuit.series.look()
    assert "the first relay may be closed: the line is not open" in circuit.series.stuck()
    circuit.first.on, circuit.first.why = True, ""
    await circuit.series.look()
    assert circuit.is_open and circuit.series.stuck() == ""


async def test_a_look_says_which_relay_sticks_and_cuts_no_pulse_short(circuit: Circuit) -> None:
    pulse = asyncio.get_running_loop().create_task(circuit.series.pulse(0.2))
    await asyncio.sleep(0.05)
    await circuit.series.look()
    await pulse
    (span_s,) = circuit.closed()
    assert span_s >= 0.2
    await circuit.first.throw(True)
    circuit.first.stuck = True
    await circuit.series.look()
    assert "the first relay may be closed" in circuit.series.stuck()
