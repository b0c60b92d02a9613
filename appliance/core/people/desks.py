"""Decides who sits at which desk. Pure; changes nothing."""

from appliance.core.board import Board
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.people.commands import SignIn
from appliance.core.people.events import Follows, OperatorSignedIn, OperatorSignedOut


def sign_in(board: Board, command: SignIn, by: Actor) -> list[Follows] | Rejection:
    """Sign a person in at this desk."""
    if command.person not in board.index.people:
        return Rejection.NO_SUCH_PERSON
    if board.operators.get(by.desk) == command.person:
        return Rejection.NO_NEWS
    return [OperatorSignedIn(desk=by.desk, person=command.person)]


def sign_out(board: Board, by: Actor) -> list[Follows] | Rejection:
    """Sign the person at this desk out; the desk goes on working."""
    return [OperatorSignedOut(desk=by.desk)] if by.desk in board.operators else Rejection.NO_NEWS
