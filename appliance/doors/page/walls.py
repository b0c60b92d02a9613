"""Says what wall boards show now: in which wings somebody calls, and no more. Reads the board; changes nothing.

No room, no name, no kind of call and no number of calls is told. A tap-out is not shown: nobody's need of a break is on a wall. In a real
lockdown a wall board is dark, as lamps are: a screen that people see from the corridor would say where to look.
"""

from collections.abc import Mapping

from appliance.api.page.wall import WallOpened, WallState, Wing, WingWord
from appliance.core.board import Board
from appliance.core.building.responses import hides
from appliance.core.ground.incident import Incident
from appliance.core.ground.place import zone_of
from appliance.core.ground.words import Stage
from appliance.doors.page.opening import browser_of
from appliance.engine.engine import Engine
from appliance.plan.ids import ButtonId, ZoneId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind
from appliance.plan.walls import Wall

NOWHERE_KNOWN = ZoneId("")

type Key = bytes


def wings(board: Board) -> dict[ZoneId, Wing]:
    """Give the wings in which somebody calls now. A wing with a real call tells of real calls alone: practice never hides one."""
    calls: dict[ZoneId, list[Incident]] = {}
    for incident in board.incidents.values():
        if incident.kind is not Kind.TAP_OUT:
            calls.setdefault(zone_of(incident.place, board.index) or NOWHERE_KNOWN, []).append(incident)
    return {zone: _wing(zone, found) for zone, found in calls.items()}


def _wing(zone: ZoneId, calls: list[Incident]) -> Wing:
    real = [each for each in calls if each.drill is None]
    helped = all(each.stage in (Stage.CONFIRMED, Stage.ON_SCENE) for each in real or calls)
    return Wing(zone, WingWord.ON_THE_WAY if helped else WingWord.CALL, practice=not real)


def zones_of(index: PlanIndex, wall: Wall) -> tuple[ZoneId, ...]:
    """Give the zones that a wall board shows, in the order of the plan."""
    if wall.zones:
        return wall.zones
    everywhere = (*(room.zone for room in index.plan.rooms), *(area.zone for area in index.plan.areas))
    return tuple(dict.fromkeys(zone for zone in everywhere if zone))


def state_of(board: Board, wall: Wall, calling: Mapping[ZoneId, Wing]) -> WallState:
    """Give what a wall board shows. `calling` as `wings` gives it. A call of which nobody knows the wing stands on every wall board."""
    if hides(board):
        return WallState(page=wall.wall, dark=True, wings=())
    own = tuple(calling.get(zone, Wing(zone, WingWord.CALM)) for zone in zones_of(board.index, wall))
    nowhere = calling.get(NOWHERE_KNOWN)
    return WallState(page=wall.wall, dark=False, wings=own if nowhere is None else (*own, nowhere))


class OpenWalls:
    """The wall boards that are open at the other end of one line, and what was last told of each."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._shown: dict[ButtonId, tuple[Key, WallState]] = {}

    def __len__(self) -> int:
        return len(self._shown)

    def open(self, request: int, wall: Wall, key: Key) -> WallOpened:
        """Note that a browser shows this wall board, and give what it shows."""
        board = self._engine.board
        state = state_of(board, wall, wings(board))
        self._shown[wall.wall] = key, state
        return WallOpened(request=request, name=wall.name, state=state)

    def close(self, wall: str) -> None:
        """Note that no browser shows it any more."""
        self._shown.pop(ButtonId(wall), None)

    def look(self, *, anew: bool) -> tuple[tuple[WallState, ...], tuple[str, ...]]:
        """Give the states that changed, or with `anew` all; and the wall boards whose browser lost its right to show one."""
        if not self._shown:
            return (), ()
        board, calling = self._engine.board, wings(self._engine.board)
        states: list[WallState] = []
        over: list[str] = []
        for name, (key, before) in [*self._shown.items()]:
            wall, known = board.index.walls.get(name), browser_of(board, name)
            if wall is None or known is None or known[1].public_key != key:
                del self._shown[name]
                over.append(name)
                continue
            state = state_of(board, wall, calling)
            self._shown[name] = key, state
            if anew or state != before:
                states.append(state)
        return tuple(states), tuple(over)
