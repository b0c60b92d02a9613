"""Decides about what the box hears of its own parts: troubles that begin and end, and a rank that goes up. Pure; changes nothing."""

from appliance.core.board import Board
from appliance.core.devices import chatter, damping
from appliance.core.devices.commands import ReportRestored, ReportTrouble, TakeOverButtons
from appliance.core.devices.events import ButtonsTakenOver, Follows, TroubleRaised, TroubleRestored
from appliance.core.devices.supervision import Heard, families_of, unheard
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Cause
from appliance.plan.ids import ButtonId
from appliance.words.troubles import BUTTON_CHATTERING, BUTTON_LOST


def take_over(board: Board, command: TakeOverButtons, by: Actor) -> list[Follows] | Rejection:
    """Take a higher rank. A rank never goes down."""
    if command.rank <= board.epoch_rank:
        return Rejection.NO_NEWS
    return [ButtonsTakenOver(by=by, rank=command.rank, reports=command.reports)]


def report_trouble(board: Board, heard: Heard, command: ReportTrouble) -> list[Follows] | Rejection:
    """Raise a trouble. One cause is one trouble: if a wire says that a button is lost, and the reason is known or becomes known, only
    the reason is told.
    """
    cause = command.cause
    heard.failed_again(cause)
    if cause.what == BUTTON_CHATTERING.word:
        heard.chattering.add(cause.subject)
    if cause.key in board.troubles or (
        cause.what == BUTTON_LOST.word and not _missed(board, heard, ButtonId(cause.subject))
    ):
        return Rejection.NO_NEWS
    return [TroubleRaised(cause=cause, detail=command.detail), *_explained(board, cause)]


def _missed(board: Board, heard: Heard, name: ButtonId) -> bool:
    """Whether a button that is not heard counts as missed. It does not while it is out of service, or while nothing of its family is
    heard.
    """
    button = board.index.buttons.get(name)
    return name not in board.out_of_service and (button is None or button.family not in unheard(board, heard))


def _explained(board: Board, cause: Cause) -> list[Follows]:
    """End the troubles of single buttons now that it is known that nothing of their family can be heard."""
    families, buttons = families_of(board, cause), board.index.buttons
    lost = [each.cause for each in board.troubles.values() if each.cause.what == BUTTON_LOST.word]
    return [
        TroubleRestored(cause=each)
        for each in lost
        if (button := buttons.get(ButtonId(each.subject))) is not None and button.family in families
    ]


def report_restored(board: Board, heard: Heard, command: ReportRestored, now: Moment) -> list[Follows] | Rejection:
    """End a trouble. A cause that is not open is no news, and neither is one that comes and goes."""
    cause = command.cause
    if cause.what == BUTTON_CHATTERING.word:
        heard.chattering.discard(cause.subject)
    if cause.key not in board.troubles or chatter.holds(heard, cause, now):
        return Rejection.NO_NEWS
    if not damping.restored(board, heard, cause, now):
        return Rejection.NO_NEWS
    return [TroubleRestored(cause=command.cause)]
