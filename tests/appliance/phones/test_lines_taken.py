"""Every line is taken by callers: who dials next finds one soon, and so does a phone that shall ring. Real PBX, phones and processes."""

import pytest

from appliance.api.phones.messages import CALLS_MAX, Dialled, Ended, Ring, Rings, RingState, Speak, State
from appliance.phones.callers import STRANGERS_MAX
from tests.appliance.phones.conftest import Begins
from tests.appliance.phones.story import Story
from tests.phones_rig.phone import Phone
from tests.phones_rig.rig import HANDBELL, HELP

pytestmark = pytest.mark.slow
ROOMS = tuple(str(2201 + place) for place in range(CALLS_MAX + 1))


def _on_a_line(box: Story, number: str) -> tuple[Phone, Dialled]:
    """Dial for help, be answered, and hear something."""
    phone, since = box.rig.registered(number), len(box.daemon.heard)
    phone.dial(HELP)
    told = box.daemon.until(Dialled, since=since)
    phone.until("CALL_ESTABLISHED")
    box.daemon.say(Speak(call=told.call, tone=True))
    return phone, told


def test_eight_who_stay_on_the_line_take_it_from_nobody_for_long(at_pbx: Begins) -> None:
    box = at_pbx(extensions=ROOMS)
    box.begin()
    box.rig.pbx.until_registered(HANDBELL, CALLS_MAX)
    first, *_ = [_on_a_line(box, number) for number in ROOMS[:CALLS_MAX]]
    box.daemon.say(Rings(rings=(Ring(id="r", to=ROOMS[-1], tone=True),)))
    box.daemon.until(RingState, lambda each: each.state is State.WAITING)
    asked = box.rig.registered(ROOMS[-1])
    asked.until("CALL_INCOMING")
    box.daemon.until(RingState, lambda each: each.state is State.RINGING)
    assert box.daemon.until(Ended).call == first[1].call


def test_strangers_leave_two_lines_to_phones_of_the_building(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    box.rig.pbx.until_registered(HANDBELL, CALLS_MAX)
    outside = [f"+1720555{number:04}" for number in range(STRANGERS_MAX + 1)]
    for number in outside[:-1]:
        _on_a_line(box, number)
    phone, since = box.rig.registered(outside[-1]), len(box.daemon.heard)
    phone.dial(HELP)
    assert box.daemon.until(Dialled, since=since).number == outside[-1]
    phone.until("CALL_CLOSED")
    for number in ("2201", "2202"):
        assert _on_a_line(box, number)[1].proved
