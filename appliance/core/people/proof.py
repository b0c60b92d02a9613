"""Decides what is written down when people prove who they are and read with names. Pure; never sees a PIN, and changes nothing."""

from appliance.core.board import Board
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.people.commands import Note, NotePin, NotePinTaken, NoteProof, NoteReading
from appliance.core.people.events import Follows, OperatorSignedIn, PersonProved, PinSet, PinTaken, RecordRead


def note(board: Board, command: Note, by: Actor) -> list[Follows] | Rejection:
    """Give the entries for a note. A person who proves that they are at a desk is that desk's operator from then on."""
    match command:
        case NoteProof(person=person) | NotePin(person=person) | NotePinTaken(person=person) if (
            person not in board.index.people
        ):
            return Rejection.NO_SUCH_PERSON
        case NoteProof(person=person):
            proved: Follows = PersonProved(by=Actor(by.desk, person))
            arrived = command.sits and board.operators.get(by.desk) != person
            return [OperatorSignedIn(desk=by.desk, person=person), proved] if arrived else [proved]
        case NoteReading():
            return [RecordRead(by=by, incident=command.incident, call=command.call)]
        case NotePin(person=person):
            return [PinSet(by=by, person=person)]
        case NotePinTaken(person=person):
            return [PinTaken(by=by, person=person)]
