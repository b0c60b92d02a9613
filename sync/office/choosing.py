"""Which building somebody means who types its name, the beginning of it, or its id. Pure; the refusal says what to type instead."""

from collections.abc import Callable, Mapping

from sync.protocol import id_of_hex

ID_DIGITS_MIN = 8  # of an id's beginning, as lists show it: two of 20,000 buildings share so many once in 20 districts, and are then told
SHOWN_MAX = 20  # of what there is: a screen


def chosen(text: str, named: Mapping[bytes, str], plans: Callable[[], Mapping[bytes, str]]) -> bytes | str:
    """The building, or why it is none or not one alone. `named` as the district lists them; `plans`: what their plans call them, asked
    only where no other name fits.
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
    """Those it names best: exactly, but for case, or as a beginning."""
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
    """What there is, with what to type for each."""
    if not those:
        return "There is none yet: handbell office collect"
    lines = [f"\n  {named[each]!r}, or its id {each.hex()}" for each in those[:SHOWN_MAX]]
    more = f"\n  and {len(those) - SHOWN_MAX:,} more" if len(those) > SHOWN_MAX else ""
    return f"Type one of these names exactly, or its id:{''.join(lines)}{more}"
