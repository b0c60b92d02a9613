"""Makes what `handbell buttons list` prints: buttons, sounders, strangers, places from which no press comes. Pure; fits 80 columns.
Trouble comes first. A mark and a word tell what is wrong, never a colour.
"""

import itertools
import textwrap
from collections.abc import Iterator

from appliance.api.desk.buttons import ButtonLine, ButtonsKnown, SounderLine, StrangerLine
from appliance.plan.families import INOVONICS, class_of, classes_of, wired
from appliance.words.classes import class_covers, class_title, promise_lines

WIDTH = 80
SOUNDER_CLAIMS = "handbell.sounder"  # the name of our sounder's firmware; a device claims it, and nothing proves it
_SOUNDER_COLUMNS = (("SOUNDER", 18), ("NAME", 31), ("PLAYS", 14), ("FAMILY", 10))
_COLUMNS = (("BUTTON", 18), ("ROOM", 20), ("LAMP", 14), ("HEARD", 8), ("FAMILY", 12))


def table(known: ButtonsKnown) -> list[str]:
    """Give the whole list, line by line."""
    lines: list[str] = []
    if known.buttons:
        lines.append("  " + " ".join(f"{name:<{width}}" for name, width in _COLUMNS).rstrip())
    for button in sorted(known.buttons, key=lambda each: (not each.troubles, each.out_of_service_ms is None)):
        lines += _button(button)
    lines = lines or ["The plan has no buttons."]
    rest = (_sounders(known.sounders), _strangers(known.strangers), _no_press_from(known), _classes(known))
    return [*lines, *itertools.chain(*rest)]


def span(milliseconds: int) -> str:
    """Write a length of time in words that fit a column: `12 s`, `4 min`, `3 h 20 min`."""
    seconds = milliseconds // 1000
    if seconds < 120:
        return f"{seconds} s"
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _button(button: ButtonLine) -> Iterator[str]:
    wrong = bool(button.troubles) or button.out_of_service_ms is not None
    words = (button.button, button.room_name, _lamp(button), _heard(button), button.family)
    cells = " ".join(f"{_clipped(word, width):<{width}}" for word, (_, width) in zip(words, _COLUMNS, strict=True))
    yield f"{'!' if wrong else '='} {cells}".rstrip()
    if button.out_of_service_ms is not None:
        yield f"    out of service for {span(button.out_of_service_ms)} more; it rings all the same when pressed"
    for trouble in button.troubles:
        what = trouble.what.removeprefix("button-").replace("-", " ")
        yield from _wrapped(f"{what} for {span(trouble.age_ms)}: {trouble.detail}")
    if wire := _wire(button):
        yield from _wrapped(wire)
    if promise := _promise(button):
        yield from _wrapped(promise)


def _promise(button: ButtonLine) -> str:
    """Say about a button that cannot be told anything: what it is, where it is, and how soon somebody would know that it is gone."""
    known = class_of(button.family)
    if known is None or known.two_way:
        return ""
    where = ", ".join(f"{each.contact} {each.at}" for each in button.wires)
    silent = f"missed after {_whole_minutes(button.checks_in_s)}" if button.checks_in_s is not None else ""
    battery = f"battery {button.battery}" if button.battery else ""
    signal = f"worst signal of the week {button.signal_worst}" if button.signal_worst is not None else ""
    facts = (f"{class_title(known)}: {class_covers(known)}", button.part, where, silent, battery, signal)
    return "; ".join(filter(None, facts))


def _whole_minutes(seconds: int) -> str:
    """Round up to whole minutes: a limit is never told shorter than it is."""
    return span(-(-seconds // 60) * 60_000)


def _lamp(button: ButtonLine) -> str:
    if not button.two_way:
        return button.told
    if button.device and not button.connected_at:
        return "not connected"
    if button.told == "dark":
        return "dark: lockdown"  # the button still reports what its lamp would show
    return button.shows or button.told


def _heard(button: ButtonLine) -> str:
    if not button.two_way and not wired(button.family):
        return "-"
    return "never" if button.heard_ago_ms is None else span(button.heard_ago_ms)


def _wire(button: ButtonLine) -> str:
    ledger = f"ledger {button.ledger}" if button.ledger else ""
    return ", ".join(filter(None, (_said_of_wire(button), ledger)))


def _sounders(sounders: tuple[SounderLine, ...]) -> Iterator[str]:
    if not sounders:
        return
    yield from ("", "  " + " ".join(f"{name:<{width}}" for name, width in _SOUNDER_COLUMNS).rstrip())
    for each in sorted(sounders, key=lambda each: each.works and each.trouble is None):
        words = (each.sounder, each.name, _plays(each), each.family)
        cells = " ".join(
            f"{_clipped(word, width):<{width}}" for word, (_, width) in zip(words, _SOUNDER_COLUMNS, strict=True)
        )
        yield f"{'=' if each.works and each.trouble is None else '!'} {cells}".rstrip()
        if each.trouble is not None:
            yield from _wrapped(f"silent for {span(each.trouble.age_ms)}: {each.trouble.detail}")
        if wire := _said_of_wire(each):
            yield from _wrapped(wire)


def _plays(sounder: SounderLine) -> str:
    if sounder.device and not sounder.connected_at:
        return "not connected"
    return sounder.plays or ("works" if sounder.works else "unproven")


def _said_of_wire(line: ButtonLine | SounderLine) -> str:
    known = (("device", line.device), ("at", line.connected_at), ("firmware", line.firmware))
    return ", ".join(f"{name} {text}" for name, text in known if text)


def _strangers(strangers: tuple[StrangerLine, ...]) -> Iterator[str]:
    if not strangers:
        return
    yield from ("", "Found, in no plan, and not believed:")
    for each in strangers:
        if wired(each.family):
            yield from _heard_on_a_wire(each)
            continue
        key = "no key yet" if each.keyless else "has a key"
        yield f"? {_clipped(each.device, 31)} at {each.address or 'no address'}"
        yield from _wrapped(f"found by {each.found}, {key}, MAC {each.mac or 'unknown'}")
        yield from _wrapped(f"claims: {each.claims or 'nothing'}")
        if SOUNDER_CLAIMS in each.claims:
            yield from _wrapped("a sounder: write it into the list for handbell buttons provision --sounders")
        else:
            yield from _wrapped(f"handbell buttons adopt {each.device} --room ROOM")


def _heard_on_a_wire(stranger: StrangerLine) -> Iterator[str]:
    ago = "" if stranger.heard_ago_ms is None else f" {span(stranger.heard_ago_ms)} ago"
    yield f"? {_clipped(stranger.device, 31)} {stranger.found}{ago}" + (f" on {stranger.line}" if stranger.line else "")
    yield from _wrapped(f"claims: {stranger.claims or 'nothing'}")
    place = "--duty WORDS" if stranger.family == INOVONICS else "--room ROOM"
    yield from _wrapped(f"handbell buttons adopt {stranger.device} --button ID {place}")


def _no_press_from(known: ButtonsKnown) -> Iterator[str]:
    if known.cut_off:
        yield from ("", "No press can be answered now in:")
        for line in known.cut_off:
            yield from _wrapped(f"{line.room_name}: {line.why}", "! ")
    if known.uncovered:
        yield from ("", "Without a two-way button:")
        for place in known.uncovered:
            yield from _wrapped(place, "- ")


def _classes(known: ButtonsKnown) -> Iterator[str]:
    """Say what each class promises of which the list has a button. A class that the box did not name is left out."""
    for each in classes_of(button.family for button in known.buttons if button.cls):
        title, *promised = promise_lines(each)
        yield from ("", title)
        for line in promised:
            yield from _wrapped(line)


def _wrapped(text: str, first: str = "    ") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent="    ")


def _clipped(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
