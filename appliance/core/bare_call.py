"""The least of a press that still rings: for one that could not be taken as it came. Pure; must not know why it could not.

Only the place, the kind, the door and the button's id are left of it, as text that any entry holds. It counts nothing, so that no
count is wrong by it; nobody knows its age, so that it never passes for practice (promise 9).
"""

from appliance.core.commands import RaiseCall
from appliance.core.place import Place, planned_place
from appliance.core.words import Door, Source
from appliance.plan.bounds import ID_CHARACTERS_MAX
from appliance.plan.ids import ButtonId, RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind

TEXT_CHARACTERS_MAX = 2 * ID_CHARACTERS_MAX
"""No id of a plan is longer than half of it; what no plan knows is told with a word before its id ("unplaced:…")."""


def bare_call(press: RaiseCall, index: PlanIndex) -> RaiseCall:
    """The same press with nothing in it that could be wrong; one that is bare already stays as it is, and so does what is no press."""
    source: object = press.source
    if not isinstance(source, Source):
        return press
    planned = None if source.button is None else index.buttons.get(source.button)
    return RaiseCall(
        place=_place(press.place) if planned is None else planned_place(planned),
        kind=press.kind if isinstance(press.kind, Kind) else Kind.ASSIST,
        source=Source(
            door=source.door if isinstance(source.door, Door) else Door.BUTTON,
            button=None if source.button is None else ButtonId(_text(source.button)),
        ),
        pressed_ago_ms=None,
    )


def _place(place: object) -> Place:
    room = place.room if isinstance(place, Place) else None
    return Place() if room is None else Place(room=RoomId(_text(room)))


def _text(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()[:TEXT_CHARACTERS_MAX]
