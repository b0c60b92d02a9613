"""Sets a file of students and posts beside the buildings that the office knows. Pure; reads no file and no store."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from appliance.readiness.ratios.ratios import School


class Beside(msgspec.Struct, frozen=True):
    """What a file says of the buildings that the office knows.

    `silent` are buildings of which the file has no figures. `unknown` are buildings of the file that the office does not know. `doubtful`
    are names of the file that two or more buildings of the office have: nobody can tell whose figures these are. `twice` are names of
    the file for a building that an earlier line of the file has under another name or spelling. Each in its order.
    """

    silent: tuple[str, ...]
    unknown: tuple[str, ...]
    doubtful: tuple[str, ...]
    twice: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether each building has its figures, and each line of the file its building."""
        return not (self.silent or self.unknown or self.doubtful or self.twice)


def beside(schools: Sequence[School], buildings: Mapping[bytes, Collection[str]]) -> Beside:
    """Find what fits. `buildings` has all names of each building, the one that is shown first: the district and a plan may name a
    building differently. Capitals and blanks make no difference.
    """
    named = {_plain(each.name) for each in schools}
    known = {building: {_plain(name) for name in names} for building, names in buildings.items()}
    fits = {
        each.name: [building for building, names in known.items() if _plain(each.name) in names] for each in schools
    }
    plainly: dict[str, str] = {}
    of_building: dict[bytes, str] = {}
    twice: list[str] = []
    for each in schools:
        only = fits[each.name][0] if len(fits[each.name]) == 1 else None
        if plainly.setdefault(_plain(each.name), each.name) != each.name or (
            only is not None and of_building.setdefault(only, each.name) != each.name
        ):
            twice.append(each.name)
    return Beside(
        silent=tuple(next(iter(buildings[each])) for each, names in known.items() if not names & named),
        unknown=tuple(name for name, found in fits.items() if not found),
        doubtful=tuple(name for name, found in fits.items() if len(found) > 1),
        twice=tuple(twice),
    )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
