"""What `handbell buttons list` prints: every button, every stranger, every place no press comes from. Pure; fits 80 columns.

Trouble stands first. A mark and a word tell what is wrong, never a colour.
"""

import textwrap
from collections.abc import Iterator

from appliance.api.messages import ButtonLine, ButtonsKnown, StrangerLine

WIDTH = 80
_COLUMNS = (("BUTTON", 18), ("ROOM", 22), ("LAMP", 14), ("HEARD", 8), ("FAMILY", 10))


def table(known: ButtonsKnown) -> list[str]:
    """The whole list, line by line."""
    lines: list[str] = []
    if known.buttons:
        lines.append("  " + " ".join(f"{name:<{width}}" for name, width in _COLUMNS).rstrip())
    for button in sorted(known.buttons, key=lambda each: (not each.troubles, each.out_of_service_ms is None)):
        lines += _button(button)
    return [*lines, *_strangers(known.strangers), *_no_press_from(known)] or ["The plan has no buttons."]


def span(milliseconds: int) -> str:
    """A length of time in words that fit a column: `12 s`, `4 min`, `3 h 20 min`."""
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


def _lamp(button: ButtonLine) -> str:
    if not button.two_way:
        return button.told
    if button.device and not button.connected_at:
        return "not connected"
    return button.shows or button.told


def _heard(button: ButtonLine) -> str:
    if not button.two_way:
        return "-"
    return "never" if button.heard_ago_ms is None else span(button.heard_ago_ms)


def _wire(button: ButtonLine) -> str:
    known = (
        ("device", button.device),
        ("at", button.connected_at),
        ("firmware", button.firmware),
        ("ledger", button.ledger),
    )
    return ", ".join(f"{name} {text}" for name, text in known if text)


def _strangers(strangers: tuple[StrangerLine, ...]) -> Iterator[str]:
    if not strangers:
        return
    yield from ("", "Found, in no plan, and not believed:")
    for each in strangers:
        key = "no key yet" if each.keyless else "has a key"
        yield f"? {_clipped(each.device, 31)} at {each.address or 'no address'}"
        yield from _wrapped(f"found by {each.found}, {key}, MAC {each.mac or 'unknown'}")
        yield from _wrapped(f"claims: {each.claims or 'nothing'}")
        yield from _wrapped(f"handbell buttons adopt {each.device} --room ROOM")


def _no_press_from(known: ButtonsKnown) -> Iterator[str]:
    if known.cut_off:
        yield from ("", "No press can be answered now in:")
        for line in known.cut_off:
            yield from _wrapped(f"{line.room_name}: {line.why}", "! ")
    if known.uncovered:
        yield from ("", "Without a two-way button:")
        for place in known.uncovered:
            yield from _wrapped(place, "- ")


def _wrapped(text: str, first: str = "    ") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent="    ")


def _clipped(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
