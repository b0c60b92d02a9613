"""Names copies for a console, which asks for one by its name: whose it is, and where it is. Pure."""

from collections.abc import Sequence

from appliance.api.restoring.fetching import KeptCopy
from appliance.api.restoring.messages import Copy

ID_DIGITS = 32
DIGITS_SHOWN = 8  # digits of an id that are shown, as everywhere a person reads one


def same(one: KeptCopy, other: KeptCopy) -> bool:
    """Return whether both are the same copy, at the same place."""
    return (one.building, one.box, one.where) == (other.building, other.box, other.where)


def _is_alone(one: KeptCopy, known: Sequence[KeptCopy]) -> bool:
    return one.own or sum(each.where == one.where and not each.own for each in known) == 1


def shown(copy: KeptCopy, *, named: bool, known: Sequence[KeptCopy]) -> Copy:
    """Describe a copy for a list. `named`: the seed names it. `known` are all copies in the list."""
    name = f"{copy.building.hex()}/{copy.box.hex()}/{copy.where}"
    whose = f"box {copy.box.hex()[:DIGITS_SHOWN]} of building {copy.building.hex()[:DIGITS_SHOWN]}"
    told = "" if _is_alone(copy, known) else whose
    return Copy(name, copy.where, copy.written_ms, copy.used, copy.own, named, told)


def which(name: str) -> tuple[bytes, bytes, str] | None:
    """Give building, box and place of the copy with this name; None if it is no such name."""
    building, box, where = [*name.split("/", 2), "", ""][:3]
    try:
        ids = bytes.fromhex(building), bytes.fromhex(box)
    except ValueError:
        return None
    return (*ids, where) if len(building) == len(box) == ID_DIGITS else None
