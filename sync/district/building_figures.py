"""Gives figures of each building to Prometheus, by the building's id: when it was last seen, what waits there. Never a name, nothing of
what entries hold.

A building whose box was shut out, or that is closed, has no figures. What is not known yet is left out, and does not count as 0.
"""

import re
from collections.abc import Callable, Iterable

from sync.district.store import Store, StoreUnavailable
from sync.district.tables import fleet
from sync.district.tables.fleet import CurrentBox

# More than any district has; New York has 1,900 schools. With four series each these are 20,000 series; a Prometheus takes millions.
BUILDINGS_MAX = 5_000
# A box says its version itself, and each different one makes another series. So it may not need quoting, or be long.
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,39}")
_PREFIX = "handbell_district_building"


async def told(store: Store) -> str:
    """Give the figures as Prometheus reads them; empty while the store does not answer."""
    try:
        return text(await store.do(fleet.current_boxes))
    except StoreUnavailable:
        return ""


def text(found: Iterable[CurrentBox]) -> str:
    """Give each figure with all its buildings together, as the format wants it. Beyond BUILDINGS_MAX, the buildings with the highest ids
    are left out.
    """
    every = sorted(found, key=lambda each: each.building)
    shown = every[:BUILDINGS_MAX]
    lines = [
        *_head("buildings", f"Open buildings for which a box stands; beyond {BUILDINGS_MAX:,} they have no figures"),
        f"handbell_district_buildings {len(every)}",
    ]
    for name, says, value in _FIGURES:
        lines += _head(f"building_{name}", says)
        for each in shown:
            if (written := value(each)) is not None:
                lines.append(f'{_PREFIX}_{name}{{building="{each.building.hex()}"}} {written}')
    lines += _head("building_info", "1 for each building; its box runs this version, by its own word")
    lines += [f'{_PREFIX}_info{{building="{each.building.hex()}",version="{_version(each)}"}} 1' for each in shown]
    return "\n".join(lines) + "\n"


def _head(name: str, says: str) -> list[str]:
    return [f"# HELP handbell_district_{name} {says}.", f"# TYPE handbell_district_{name} gauge"]


def _seconds(at_ms: int) -> str:
    return f"{at_ms / 1000:.3f}"


def _version(each: CurrentBox) -> str:
    if not each.version:
        return "unknown"
    return each.version if _VERSION.fullmatch(each.version) else "other"


_FIGURES: tuple[tuple[str, str, Callable[[CurrentBox], str | None]], ...] = (
    (
        "last_seen_timestamp_seconds",
        "When its box last asked or brought something; 0 for one that never did",
        lambda each: _seconds(each.seen_ms),
    ),
    (
        "backlog_entries",
        "Entries that its box said it has and that are not here yet",
        lambda each: str(each.backlog) if each.said_ms else None,
    ),
    (
        "certificate_until_timestamp_seconds",
        "When the newest certificate of its box ends",
        lambda each: _seconds(each.until_ms) if each.until_ms else None,
    ),
)
