"""Sticks in words: what can be done with each, how far it is, what came of it. Pure; knows no screen and touches no stick."""

from appliance.api.sticks import Carry, Progress, Stick

NONE = "No stick is in this box. Put one in, wait a moment, and look again."
MIB_A_GIB = 1024


def carryings(sticks: tuple[Stick, ...]) -> list[tuple[str, Carry]]:
    """Everything that can be done, a line each: what came back from the district stands first."""
    found: list[tuple[str, Carry]] = []
    for stick in sticks:
        if stick.carries:
            found.append((f"Take in what the district wrote on {stick.path}", Carry("import", stick.path)))
        found.append((f"Write the record onto {stick.path} ({_free(stick)})", Carry("export", stick.path)))
    return found


def progress_words(told: Progress) -> str:
    """How far it is. Do not say how long: sticks differ a hundredfold."""
    return f"Writing: up to entry {told.done} of {told.all}. Leave the stick in."


def _free(stick: Stick) -> str:
    if stick.free_mib >= MIB_A_GIB:
        return f"{stick.free_mib // MIB_A_GIB} GB free"
    return f"{stick.free_mib} MB free"
