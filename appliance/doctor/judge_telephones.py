"""Judges desk phones, their network, what is said on them, and the modem for texts. Pure."""

from appliance.doctor.facts import Seen, Told, Untold
from appliance.doctor.finding import Finding, Key, broken, look, ok, unseen
from appliance.doctor.words import count
from appliance.words.ailments import OF_MODEM
from appliance.words.troubles import (
    MODEM_WEAK,
    PHONES_LINES_LOST,
    PHONES_NOT_CONNECTED,
    PHONES_UNREGISTERED,
)
from appliance.words.troubles.row import TroubleWords

PROCESS, NETWORK, SPEAKS = "handbell-phones.service", "handbell-phone-network.service", "handbell-phrases.service"


def phones(seen: Seen, told: Told | Untold) -> Finding | None:
    """Judge whether desk phones reach the box, from the bottom up: network, process, phone system. One cause is one finding. None where
    the plan has no phone system.
    """
    if seen.telephone is None:
        return None
    if seen.units is not None:
        network, process = seen.units.get(NETWORK), seen.units.get(PROCESS)
        if network is not None and network.state in {"failed", "activating"}:
            says = f"The network of desk phones, which leads to {seen.telephone}, is not made: no desk phone reaches this box."
            return broken(Key.PHONES, says, _why(NETWORK))
        if process is not None and process.state != "active":
            says = f"No desk phone reaches this box. systemd says that {PROCESS} is {process.state}."
            return broken(Key.PHONES, says, _why(PROCESS))
    if isinstance(told, Untold):
        return unseen(Key.PHONES, "Only the daemon knows whether the phone system answers.")
    for trouble in (PHONES_NOT_CONNECTED, PHONES_UNREGISTERED):
        if (detail := _open(told, trouble)) is not None:
            return broken(Key.PHONES, detail, trouble.do)
    if (detail := _open(told, PHONES_LINES_LOST)) is not None:
        return look(Key.PHONES, detail, PHONES_LINES_LOST.do)
    restarts = seen.units[PROCESS].restarts if seen.units is not None and PROCESS in seen.units else 0
    if restarts:
        says = (
            f"The phone system at {seen.telephone} answers. systemd had to start this again {count(restarts, 'time')}."
        )
        return look(Key.PHONES, says, _why(PROCESS))
    return ok(Key.PHONES, f"The phone system at {seen.telephone} answers.")


def phrases(seen: Seen) -> Finding | None:
    """Judge what can be said on desk phones; None where the plan has no phone system."""
    if seen.telephone is None:
        return None
    spoken = seen.phrases
    unit = (seen.units or {}).get(SPEAKS)
    if spoken is None and unit is not None and unit.state == "activating":
        return look(Key.PHRASES, "The phrases for desk phones are being spoken.", "Look again in some minutes.")
    if spoken is None:
        do = seen.by_root("systemctl restart handbell-phrases", _why(SPEAKS))
        return broken(
            Key.PHRASES, "No phrase for desk phones is there: who dials hears a tone, and the call counts.", do
        )
    if spoken.missing:
        says = f"{count(spoken.missing, 'phrase')} of {spoken.every} could not be made: a tone is heard in its place."
        return look(Key.PHRASES, says, "Which, and why: handbell phrases show")
    if spoken.unproved:
        says = f"{count(spoken.every, 'phrase')}; a recogniser could not prove {spoken.unproved}, most often for a name it does not know."
        return ok(Key.PHRASES, f"{says} Which: handbell phrases show")
    return ok(Key.PHRASES, f"{count(spoken.every, 'phrase')}, each understood by a recogniser.")


def modem(told: Told | Untold) -> Finding | None:
    """Judge the modem for texts by its trouble. None where it has none: whether the plan has a modem stands in the plan."""
    if isinstance(told, Untold):
        return None
    for trouble in OF_MODEM:
        if (detail := _open(told, trouble)) is not None:
            says = detail or trouble.says
            return look(Key.MODEM, says, trouble.do) if trouble is MODEM_WEAK else broken(Key.MODEM, says, trouble.do)
    return None


def _open(told: Told, trouble: TroubleWords) -> str | None:
    """Give what is known of an open trouble, without what to do, which a finding says by itself; None if it is not open."""
    found = next((each for each in told.board.troubles if each.what == trouble.word), None)
    return None if found is None else found.detail.removesuffix(trouble.do).strip() or trouble.says


def _why(unit: str) -> str:
    return f"Read why: journalctl -u {unit.removesuffix('.service')} -n 30"
