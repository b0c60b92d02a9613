"""Figures of how soon help came at the plain console: sentences, and how to hear more. Pure."""

from appliance.exports.numbers.reading import releases_of
from appliance.exports.numbers.spoken import spoken
from appliance.flows.building.figures import FIGURES
from tui.line.news import FiguresArrived


def figures_told(arrived: FiguresArrived) -> list[str]:
    """Unattended calls first; in short, it ends with the way to the rest."""
    if arrived.known is None:
        return [arrived.refused]
    releases = releases_of(arrived.known)
    if isinstance(releases, str):
        return [releases]
    more = [] if arrived.at_length or not releases else [f"For groups, and how they are made, type: {FIGURES.name} all"]
    return [*spoken(releases, at_length=arrived.at_length), *more]
