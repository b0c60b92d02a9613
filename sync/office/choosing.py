"""Finds the building that somebody means by a name, the beginning of one, or an id. Pure; a refusal says what to type instead."""

from collections.abc import Callable, Mapping

from sync.protocol import id_of_hex

# digits of an id's beginning, as lists show it: in one of 20 districts with 20,000 buildings two share so many, and then both are named
ID_DIGITS_MIN = 8
SHOWN_MAX = 20  # names in a refusal: as many as fit on a screen


def chosen(text: str, named: Mapping[bytes, str], plans: Callable[[], Mapping[bytes, str]]) -> bytes | str:
    """Give the building, or say why the text means none, or several. `named` as the district lists them; `plans`: what their plans call
    them, asked only where no other name fits.
    """
    if (whole := id_of_hex(text)) is not None and whole in named:
        return whole
    fitting = _fitting(text, named) or _by_id(text, named) or _fitting(text, plans())
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        return f"{text!r} is no building. {_there(named, sorted(named, key=named.__getitem__))}"
    return f"{text!r} is more than one building. {_there(named, fitting)}"


def _fitting(text: str, named: Mapping[bytes, str]) -> list[bytes]:
    """Give the buildings whose names fit best: exactly, then in another case, then as a beginning."""
    wanted = text.casefold()
    return (
        [each for each, name in named.items() if name == text]
        or [each for each, name in named.items() if name.casefold() == wanted]
        or [each for each, name in named.items() if name.casefold().startswith(wanted)]
    )


def _by_id(text: str, named: Mapping[bytes, str]) -> list[bytes]:
    digits = text.casefold()
    return [each for each in named if len(digits) >= ID_DIGITS_MIN and each.hex().startswith(digits)]


def _there(named: Mapping[bytes, str], those: list[bytes]) -> str:
    """List what there is, and what to type for each."""
    if not those:
        return "There is none yet: handbell office collect"
    lines = [f"\n  {named[each]!r}, or its id {each.hex()}" for each in those[:SHOWN_MAX]]
    more = f"\n  and {len(those) - SHOWN_MAX:,} more" if len(those) > SHOWN_MAX else ""
    return f"Type one of these names exactly, or its id:{''.join(lines)}{more}"
