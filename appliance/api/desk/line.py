"""Defines how a console attaches, acts and is shown the board. Pure values; knows no socket."""

import msgspec

from appliance.api.ask import Ask, Reply
from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard
from appliance.api.contents import holds
from appliance.core.commands import DeskCommand
from appliance.plan.ids import DeskId

PROTOCOL = 2


class Attach(msgspec.Struct, frozen=True, kw_only=True, tag="attach"):
    """The first frame. `desk` is the desk of the plan at which this console stands; None watches without acting."""

    desk: DeskId | None
    client: str
    protocol: int = PROTOCOL
    shows_calls: bool = True
    """False for a command that only asks: nobody looks at it, so it never makes the desk connected or attended (promise 1)."""


class Act(Ask[Reply], frozen=True, kw_only=True, tag="act"):
    """Do this in the name of this desk and its operator."""

    command: DeskCommand


class Present(msgspec.Struct, frozen=True, kw_only=True, tag="present"):
    """A person touched a key here. Sent at most every few seconds; makes the desk attended."""


@holds("building epoch desk protocol")
class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag="welcome"):
    """The console is attached. `epoch` changes when the box restarts."""

    building: str
    epoch: str
    desk: DeskId | None
    protocol: int = PROTOCOL


@holds("board")
class State(msgspec.Struct, frozen=True, kw_only=True, tag="state"):
    """The whole board. Only the latest is ever sent."""

    board: BoardView


@holds("cards")
class CallsMoved(msgspec.Struct, frozen=True, kw_only=True, tag="calls-moved"):
    """Calls that came or moved just now. They are sent first because a whole board takes long to send. The board follows and tells all
    the rest.
    """

    cards: tuple[CallCard, ...]
