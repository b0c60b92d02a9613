"""`going`: measures the time from a person's *going* on a pretend telephone until the lamp of the button is told *on the way*."""

import asyncio
import time
from collections.abc import AsyncIterator

import harness
from buttons import Button, connected
from figures import Figure, p
from msgspec.structs import replace

from appliance.core.calls.lamps import Lamp
from appliance.plan.messages import MessageWay
from appliance.plan.model import Plan, Role, Step
from hardware.messengers.pretend import PretendPhones
from hardware.ports import Reply

CALLS = 60
MS_MAX = 300.0
WITHIN_S = 10.0
PHONE = "lindqvist-phone"


async def measure() -> AsyncIterator[Figure]:
    """Measure calls that nobody has yet: the answer acknowledges each, and says who goes."""
    names = harness.button_names(CALLS)
    async with harness.folder() as data:
        at = data / "phones"
        async with (
            harness.alert(data, _plan(CALLS), options=("--phones", str(at))) as alert,
            harness.at_the_desk(alert.desk_socket),
            PretendPhones(at) as phones,
            connected(alert.port, names) as buttons,
        ):
            await alert.quiet()
            taken_ms = [await _one(button, phones) * 1000 for button in buttons]
    yield Figure(
        "going",
        p(taken_ms, 95),
        "ms",
        value_max=MS_MAX,
        says=f"p95 of {CALLS}; p50 {p(taken_ms, 50):.2f}, worst {max(taken_ms):.2f}",
    )


async def _one(button: Button, phones: PretendPhones) -> float:
    """Let one room call, and the person answer; give the seconds from the answer to the lamp."""
    await button.press()
    async with asyncio.timeout(WITHIN_S):
        while not phones.on(PHONE):
            await phones.changed()
        lit = button.lights(Lamp.ON_THE_WAY)
        began_s = time.perf_counter()
        phones.answers(PHONE, Reply.GOING)
        taken_s = await lit - began_s
        while phones.on(PHONE):
            await phones.changed()
    return taken_s


def _plan(rooms: int) -> Plan:
    """Make the bench's school, whose lead is told by a message at once."""
    plan = harness.plan_of(rooms)
    (lead,) = plan.people
    told = replace(lead, agreed="2026-08-20", ways=(MessageWay("simulated", PHONE),))
    first, *later = plan.ladder
    step = Step(first.after_s, first.desks, roles=(Role.LEAD,))
    return replace(plan, people=(told,), ladder=(step, *later))
