"""What is said while a new box asks the safety office for the record of a dead one. Pure; asks nobody."""

from datetime import tzinfo

from appliance.api.board.board import BoardView
from appliance.api.restoring.asking_words import asking_words, how_far
from appliance.api.restoring.messages import Asking
from appliance.words.times import time_of_day


def asking_said(asking: Asking, view: BoardView, zone: tzinfo) -> tuple[str, ...]:
    """The code for the safety office, what to say, and how far it is."""
    since = _asked_at(asking.since_ms, view, zone)
    return asking_words(asking.code, since, asking.entries, asking.refused, came=asking.handover)


def asking_signs(view: BoardView, zone: tzinfo, key: str) -> tuple[str, ...]:
    """The same in short, for a board that anybody can see. Empty if nothing is asked. `key` goes on once all is here."""
    line = view.asking
    if line is None:
        return ()
    since = _asked_at(line.since_ms, view, zone)
    far = how_far(since, line.entries, line.refused, came=line.handover, whole=line.whole)
    next_key = f" {key} goes on." if line.whole and not line.refused else ""
    return (f"{line.code}   for the safety office, by telephone", f"{far}{next_key}")


def _asked_at(wall_ms: int, view: BoardView, zone: tzinfo) -> str:
    return time_of_day(wall_ms, zone) if view.clock_trusted else "a while"
