"""How room clears stand, as both consoles say it. Pure."""

from appliance.api.board.clears import ClearLine
from appliance.words.times import in_words, span

IN_A_LOCKDOWN = "Tell police that a class may be in the hall. Do not phone the room."
"""In a lockdown nobody goes into the hall, and rooms are silent (The "I Love U Guys" Foundation, Standard Response Protocol)."""


def is_late(line: ClearLine, passed_ms: int) -> bool:
    """Whether the class should be there by now, and is not: nobody said that it is there, or fewer were counted than walk."""
    waited_for = not line.pressed if line.here is None else line.here < line.expected
    return waited_for and line.age_ms + passed_ms >= line.late_after_ms


def counted(line: ClearLine, *, hides: bool = False) -> str:
    """How many are there, as far as anybody said. `hides`: a real lockdown is on, and a telephone that rings says where people hide."""
    if line.here is not None:
        return f"{line.here} of {line.expected} there" if line.expected else f"{line.here} there, of how many?"
    if line.pressed:
        return "there, NOT COUNTED"
    return "on the way" if line.lamp or hides else "on the way, PHONE there"


def banner(lines: tuple[ClearLine, ...], passed_ms: int, key: str, *, hides: bool = False) -> str:
    """One line for all of them. The rooms stand last, where their names push nothing off the line; empty while no class walks.

    `hides`: a real lockdown is on, and nobody should be in the hall.
    """
    if not lines:
        return ""
    held = "IN THE HALL?" if hides else "HALL HELD"
    if len(lines) > 1:
        late = sum(is_late(each, passed_ms) for each in lines)
        drill = "DRILL " if all(each.practice for each in lines) else ""
        return f"{drill}{held}{'' if hides else ':'} {len(lines)} classes walk{f', {late} LATE' if late else ''}. {key} shows them."
    (line,) = lines
    drill, too_long = "DRILL " if line.practice else "", " LATE" if is_late(line, passed_ms) else ""
    since = span(line.age_ms + passed_ms)
    return f"{drill}{held} {since}{too_long}, {counted(line, hides=hides)}. {key}: {line.room_name} to {line.to_name}"


def in_a_list(line: ClearLine, passed_ms: int, *, hides: bool = False) -> str:
    """One line for one of them, with who walks."""
    late = " LATE" if is_late(line, passed_ms) else ""
    who = f" with {line.walks}" if line.walks else ""
    return (
        f"{line.room_name} to {line.to_name}{who}, {span(line.age_ms + passed_ms)}{late}, {counted(line, hides=hides)}"
    )


def spoken(line: ClearLine, passed_ms: int) -> str:
    """One of them as sentences."""
    drill = "Drill, room clear" if line.practice else "Room clear"
    who = f" with {line.walks}" if line.walks else ""
    since = in_words(line.age_ms + passed_ms)
    late = " The class is late." if is_late(line, passed_ms) else ""
    return f"{drill}: {line.room_name} goes to {line.to_name}{who}, for {since}.{late} {_aloud(line)}"


def to_do(line: ClearLine, *, hides: bool = False) -> str:
    """What people do besides, as one begins."""
    if hides:
        return IN_A_LOCKDOWN
    told = (
        f"The lamp in {line.to_name} says that a class comes."
        if line.lamp
        else f"Phone {line.to_name}: no lamp there says it."
    )
    return f"{told} Keep the hall free."


def what_to_do_late(line: ClearLine, *, hides: bool = False) -> str:
    """What people do when the class, or a part of it, is not there in time."""
    if hides:
        return IN_A_LOCKDOWN
    return "Phone there; look in the hall." if line.here is None else f"{counted(line)}. Look in the hall."


def _aloud(line: ClearLine) -> str:
    if line.here is not None:
        return (
            f"{line.here} of {line.expected} are there."
            if line.expected
            else f"{line.here} are there; nobody said of how many."
        )
    return (
        "The room says that the class is there; nobody counted."
        if line.pressed
        else "Nobody said yet that the class is there."
    )
