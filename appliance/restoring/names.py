"""Copies as a console is told of them, and by which name it wants one: whose it is, and where it lies. Pure."""

from collections.abc import Sequence

from appliance.api.restoring.fetching import KeptCopy
from appliance.api.restoring.messages import Copy

ID_DIGITS = 32
DIGITS_SHOWN = 8  # of an id, as everywhere a person reads one


def same(one: KeptCopy, other: KeptCopy) -> bool:
    """Whether it is one copy, at one place."""
    return (one.building, one.box, one.where) == (other.building, other.box, other.where)


def _is_alone(one: KeptCopy, known: Sequence[KeptCopy]) -> bool:
    return one.own or sum(each.where == one.where and not each.own for each in known) == 1


def shown(copy: KeptCopy, *, named: bool, known: Sequence[KeptCopy]) -> Copy:
    """For a list. `named`: by the seed. `known` are all that are in it."""
    name = f"{copy.building.hex()}/{copy.box.hex()}/{copy.where}"
    whose = f"box {copy.box.hex()[:DIGITS_SHOWN]} of building {copy.building.hex()[:DIGITS_SHOWN]}"
    told = "" if _is_alone(copy, known) else whose
    return Copy(name, copy.where, copy.written_ms, copy.used, copy.own, named, told)


def which(name: str) -> tuple[bytes, bytes, str] | None:
    """Building, box and place of a copy of this name."""
    building, box, where = [*name.split("/", 2), "", ""][:3]
    try:
        ids = bytes.fromhex(building), bytes.fromhex(box)
    except ValueError:
        return None
    return (*ids, where) if len(building) == len(box) == ID_DIGITS else None
