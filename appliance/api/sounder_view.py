"""Every sounder in the words a list shows: what the plan and the board know of it. Pure; knows no wire and no clock."""

from appliance.api.desk.buttons import SounderLine
from appliance.api.view import trouble_line
from appliance.core.board import Board
from appliance.core.moment import Moment
from appliance.core.supervision import Heard, sounder_works
from appliance.core.words import Cause
from appliance.plan.model import Sounder


def sounder_lines(board: Board, heard: Heard, now: Moment) -> tuple[SounderLine, ...]:
    """Every sounder of the plan, in its order, as far as it is known without asking its wire."""
    return tuple(_line(board, heard, now, sounder) for sounder in board.index.plan.sounders)


def _line(board: Board, heard: Heard, now: Moment, sounder: Sounder) -> SounderLine:
    trouble = board.troubles.get(Cause("sounder-silent", sounder.sounder).key)
    return SounderLine(
        sounder=sounder.sounder,
        name=sounder.name,
        family=sounder.family,
        works=sounder_works(board, heard, sounder.sounder, now),
        trouble=trouble_line(trouble, now) if trouble is not None else None,
    )
