"""Decides what becomes of a text. Changes nothing; reads no words: what they say was read before (`appliance.texts`).

A text is recorded, so that it is taken once, also after a restart. An answer acts if the plan of today has its number for a person, and
its code is that of this person and an open call. Any other answer does nothing by itself. It is shown at the calls of which a text went to
this number; and a wrong code is counted there. What is neither an answer nor a call waits until somebody reads it.
"""

from typing import assert_never

from appliance.core.board import Board
from appliance.core.calls.events import Follows
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.messages.codes import WRONG_CODES_MAX, calls_of_code, muted, newest_to, wrong_codes
from appliance.core.messages.deciding import answer_of
from appliance.core.messages.events import AnswerUnproved, AnyMessageEvent
from appliance.core.texts.commands import AnyTextCommand, ReadText, TakeText
from appliance.core.texts.events import AnyTextEvent, TextRead, TextTaken
from appliance.plan.model import Person
from appliance.plan.telephones import CALLED_BY_TEXT

type TextFollows = AnyTextEvent | AnyMessageEvent | Follows


def decide(board: Board, command: AnyTextCommand, by: Actor | None) -> list[TextFollows] | Rejection:
    """Give what follows, in order. `by` is None for what the line of texts reports."""
    match command:
        case TakeText():
            return Rejection.REPEAT if command.text in board.texts.known else _take(board, command)
        case ReadText(number=number):
            assert by is not None, "a text is read at a desk"
            if number not in board.texts.unread:
                return Rejection.NO_SUCH_TEXT
            return [TextRead(number=number, by=by)]
        case _:
            assert_never(command)


def person_of(board: Board, sender: str) -> Person | None:
    """Give the person to whom the plan of today sends texts at this number."""
    people = board.index.plan.people
    ways = ((person, way) for person in people for way in person.message_ways)
    return next((person for person, way in ways if (way.by, way.to) == (CALLED_BY_TEXT, sender)), None)


def _take(board: Board, command: TakeText) -> list[TextFollows] | Rejection:
    person = person_of(board, command.sender)
    if command.reply is None or person is None:
        if command.flooding:
            return Rejection.NO_NEWS
        return [_taken(board, command, person, shown=not command.plain)]
    known = newest_to(board, command.sender)
    acted = _acted(board, command, person)
    if acted is not None:
        return [_taken(board, command, person, shown=False), *acted]
    meant = calls_of_code(board, person.person, command.code)
    if meant:  # it is no guess: this call took it no more, or is over. No other call is meant
        known = [each for each in known if each[0].incident in meant]
    unproved: list[TextFollows] = []
    for incident, spoken in known:
        wrong = bool(command.code) and command.code != spoken.code and not muted(board, incident, person.person)
        if command.flooding and not wrong:
            continue  # a wrong code is counted however many texts come: else a flood could try every code
        unproved.append(
            AnswerUnproved(
                incident=incident.incident,
                message=spoken.message,
                person=person.person,
                way=spoken.way,
                reply=command.reply,
                wrong_code=wrong,
                mutes=wrong and wrong_codes(board, incident, person.person) + 1 >= WRONG_CODES_MAX,
            )
        )
    if command.flooding and not unproved:
        return Rejection.NO_NEWS
    return [_taken(board, command, person, shown=not known), *unproved]


def _acted(board: Board, command: TakeText, person: Person) -> list[TextFollows] | None:
    """Give what follows from an answer with the code of an open call; None if it does not act. An answer that says nothing new acted."""
    for incident, spoken in newest_to(board, command.sender):
        if command.code and spoken.code == command.code and not muted(board, incident, person.person):
            assert command.reply is not None
            follows = answer_of(incident, spoken, person, command.reply)
            if follows is Rejection.NO_NEWS:
                return []
            return None if isinstance(follows, Rejection) else [*follows]
    return None


def _taken(board: Board, command: TakeText, person: Person | None, *, shown: bool) -> TextTaken:
    return TextTaken(
        number=board.texts.count + 1,
        text=command.text,
        sender="" if person is not None else command.sender,
        person=None if person is None else person.person,
        words=command.words if shown else "",
        rang=command.rang,
    )
