"""Who sits at which desk. Pure; decides, changes nothing."""

from appliance.core.board import Board
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.people.commands import SignIn
from appliance.core.people.events import Follows, OperatorSignedIn, OperatorSignedOut


def sign_in(board: Board, command: SignIn, by: Actor) -> list[Follows] | Rejection:
    """This person is at this desk from now on."""
    if command.person not in board.index.people:
        return Rejection.NO_SUCH_PERSON
    if board.operators.get(by.desk) == command.person:
        return Rejection.NO_NEWS
    return [OperatorSignedIn(desk=by.desk, person=command.person)]


def sign_out(board: Board, by: Actor) -> list[Follows] | Rejection:
    """Nobody by name is at the desk; the desk goes on working."""
    return [OperatorSignedOut(desk=by.desk)] if by.desk in board.operators else Rejection.NO_NEWS
