"""`phone-invite`, `phone-call` and `phone-ring`: measure desk phones through a real phone system, in turn with a phone that calls another.

What the phone system itself and baresip need is in both, so the difference is the box. The first call of each number raises a call; the
others are heard in it.
"""

import asyncio
import tempfile
import time
import wave
from collections.abc import AsyncIterator
from pathlib import Path

from figures import Figure, p

from appliance.api.board.calls import CallCard
from hardware.simulated.building import PretendBuilding
from tests.phones_rig.phone import Phone
from tests.phones_rig.rig import HELP
from tests.proof.telephones import OFFICE, VASQUEZ, Telephones, now, spoken, with_telephones

CALLERS, ROUNDS = 12, 3
OUTSIDE = "+172055502{:02}"
RINGS = 8
ABOVE_MS_MAX, SPOKEN_S_MAX, RUNG_S_MAX = 100.0, 2.0, 1.0
LOUD = 500  # of 32,767: far above what G.711 makes of silence (8)
LISTENS_S = 3.0


async def measure() -> AsyncIterator[Figure]:
    """Measure. A call that does not come is an error, not a figure."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        at = Path(folder)
        phrases = await asyncio.to_thread(spoken, at / "phrases", with_telephones())
        (at / "box").mkdir()
        async with Telephones.at(at / "box", phrases) as school:
            office, lead = school.phone(OFFICE), school.phone(VASQUEZ)
            callers = [school.phone(OUTSIDE.format(number)) for number in range(CALLERS)]
            building = await school.box.building()
            rung, between = [], []
            for turn in range(RINGS):
                between.append(await _rings(lead, office))
                rung.append(await _is_rung(school, building, lead, turn))
            yield Figure(
                "phone-ring", max(rung), "s", max(between), value_max=RUNG_S_MAX,
                says=f"worst of {RINGS}, a button's press to the ringing phone of the lead, against phone to phone",
            )  # fmt: skip
            invited, between, said = [], [], []
            for turn in range(ROUNDS):
                for caller in callers:
                    between.append(await _rings(lead, office))
                    recorded_s, spoken_s = await _calls(school, caller, turn + 1)
                    invited.append(recorded_s)
                    said += [] if spoken_s is None else [spoken_s]
            yield _invited(invited, between)
            yield Figure(
                "phone-call", p(said, 95), "s", p(between, 95), value_max=SPOKEN_S_MAX,
                says=f"p95 of {len(said)}, dialled to the first sound of the spoken answer; the baseline only rings",
            )  # fmt: skip


def _invited(invited: list[float], between: list[float]) -> Figure:
    value, baseline = p(invited, 95) * 1000, p(between, 95) * 1000
    says = (
        f"p95 of {len(invited)}, dialled to recorded at the desk, against a phone that rings another in the same run;"
        f" p50 {p(invited, 50) * 1000:.1f} against {p(between, 50) * 1000:.1f} ms"
    )
    return Figure("phone-invite", value, "ms", baseline, value_max=baseline + ABOVE_MS_MAX, says=says)


async def _rings(caller: Phone, called: Phone) -> float:
    """Let one phone ring another; give the seconds until it rings."""
    since, before = called.mark(), caller.mark()
    began = time.monotonic()
    caller.dial(called.number)
    event = await now(called.until, "CALL_INCOMING", since=since)
    caller.hang_up()
    await now(caller.until, "CALL_CLOSED", since=before)
    await now(called.until, "CALL_CLOSED", since=since)
    return float(event["at"]) - began


async def _calls(school: Telephones, caller: Phone, presses: int) -> tuple[float, float | None]:
    """Dial for help; give the seconds until it is recorded, and, of the first call, until the answer is heard."""
    before, began = caller.mark(), time.monotonic()
    caller.dial(HELP)

    def is_it(card: CallCard) -> bool:
        is_theirs = card.caller is not None and card.caller.number == caller.number
        return is_theirs and card.recorded and card.presses == presses

    await school.call(is_it)
    recorded_s = time.monotonic() - began
    answered = float((await now(caller.until, "CALL_ESTABLISHED", since=before))["at"]) - began
    if presses == 1:
        await now(caller.listen, LISTENS_S)
    caller.hang_up()
    await now(caller.until, "CALL_CLOSED", since=before)
    return recorded_s, answered + _first_sound_s(caller.heard()) if presses == 1 else None


def _first_sound_s(recording: Path) -> float:
    with wave.open(str(recording)) as heard:
        rate, samples = heard.getframerate(), memoryview(heard.readframes(heard.getnframes())).cast("h")
    return next(at for at, level in enumerate(samples) if abs(level) > LOUD) / rate


async def _is_rung(school: Telephones, building: PretendBuilding, lead: Phone, turn: int) -> float:
    """Press in a room; give the seconds until the lead's phone rings. Then the call ends."""
    room = f"B20{turn % 4 + 1}"
    await building.until_lamp(f"{room}-wall", "ready", within_s=10)
    since, began = lead.mark(), time.monotonic()
    await building.press(f"{room}-wall")
    event = await now(lead.until, "CALL_INCOMING", since=since)
    card = await school.desk.shows(room)
    await school.desk.acknowledges(card)
    await school.desk.stands_down(card)
    await now(lead.until, "CALL_CLOSED", since=since)
    await school.desk.sees_no(room)
    return float(event["at"]) - began
