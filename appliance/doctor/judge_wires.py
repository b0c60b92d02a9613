"""Judges serial lines, boards, pins and watched supplies. Pure. Says which real devices were never seen with this release."""

from typing import Final

from appliance.api.desk.wires import WiresKnown
from appliance.doctor.facts import Told
from appliance.doctor.finding import Finding, Key, broken, ok
from appliance.doctor.words import count, some
from appliance.plan.families import RELAY
from appliance.plan.mistakes import listed
from appliance.plan.model import Speaks

_WALK: Final = "a walk test of each button"


def wires(told: Told) -> Finding | None:
    """Judge the wires; None if the plan has none, or an older daemon does not know the question."""
    known = told.wires
    if known is None:
        return None
    untested = _untested(told, known)
    every = [
        *((each.line, each.troubles) for each in known.lines),
        *((each.board, each.troubles) for each in known.boards),
        *((each.pin, each.troubles) for each in known.pins),
        *((each.supply, each.troubles) for each in known.supplies),
    ]
    if not (every or untested):
        return None
    wrong = [f"{name} ({some([each.what for each in troubles])})" for name, troubles in every if troubles]
    if wrong:
        says = f"Something is wrong with {some(wrong)}. {untested}"
        return broken(Key.WIRES, says, "What to do about each: handbell wires")
    well = f"{count(len(every), 'line, board, pin or supply', 'lines, boards, pins and supplies')}, all well. "
    return ok(Key.WIRES, f"{well if every else ''}{untested}")


def _untested(told: Told, known: WiresKnown) -> str:
    """Say which devices of the plan this release met only as pretended ones, and what proves a real one; "" if the plan has none of
    these.
    """
    spoken = {line.speaks for line in known.lines}
    families = {sounder.family for sounder in told.buttons.sounders}
    every = (
        ("receivers", _WALK, Speaks.INOVONICS in spoken),
        ("boards", _WALK, Speaks.MODBUS in spoken or known.boards),
        ("alarm panels", _WALK, Speaks.ALARMDECODER in spoken),
        ("pins", _WALK, known.pins),
        ("lamps on relays", "a look at each lamp in a drill", RELAY in families),
        ("hand-overs", "a hand-over with the panel's zone on test", known.hands_over),
        ("UPSs", "the plug of each UPS pulled", known.supplies),
    )
    had = [(what, proof) for what, proof, is_there in every if is_there]
    if not had:
        return ""
    met, proofs = listed(what for what, _ in had), listed(dict.fromkeys(proof for _, proof in had))
    return f"This release met only pretend {met}. What proves yours: {proofs}."
