"""Finds the other ports of a modem that has several: only one of them answers commands. Knows names, and opens nothing."""

import re
from pathlib import Path
from typing import Final

_NAMED: Final = re.compile(r"(.+-if)([0-9]{2})(-port[0-9])?", re.ASCII)
PORTS_MAX: Final = 8  # the most of the list has 6


def ports_of(port: str) -> tuple[str, ...]:
    """Give the port of the plan, then its siblings: the same device below /dev/serial/by-id, by other interfaces. A port by another name
    has none.
    """
    path = Path(port)
    named = _NAMED.fullmatch(path.name)
    if "://" in port or named is None:
        return (port,)
    try:
        there = sorted(each.name for each in path.parent.iterdir())
    except OSError:
        return (port,)
    others = [
        str(path.with_name(name))
        for name in there
        if name != path.name and (found := _NAMED.fullmatch(name)) is not None and found[1] == named[1]
    ]
    return (port, *others[: PORTS_MAX - 1])
