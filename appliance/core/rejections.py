"""Why a command was refused: a value, never an exception, with a sentence a tired school secretary can act on. Pure."""

import enum


class Rejection(enum.StrEnum):
    """The code travels on the desk line; `says` is the sentence shown."""

    NO_SUCH_CALL = "no-such-call"
    ALREADY_STOOD_DOWN = "already-stood-down"
    NOTHING_TO_ACKNOWLEDGE = "nothing-to-acknowledge"
    NOT_DISPATCHED = "not-dispatched"
    NOT_ON_SCENE = "not-on-scene"
    RESPONDER_NOT_NAMED = "responder-not-named"
    NOT_MORE_URGENT = "not-more-urgent"
    NO_SUCH_DESK = "no-such-desk"
    NO_SUCH_PERSON = "no-such-person"
    NO_SUCH_ROOM = "no-such-room"
    NO_SUCH_BUTTON = "no-such-button"
    NO_SUCH_DRILL = "no-such-drill"
    NOT_AN_OUTCOME = "not-an-outcome"
    WHO_SAW_THE_ROOM = "who-saw-the-room"
    ROOM_HAS_OPEN_CALL = "room-has-open-call"
    DRILL_ALREADY_RUNNING = "drill-already-running"
    WALK_TEST_ALREADY_ARMED = "walk-test-already-armed"
    TWO_PEOPLE_NEEDED = "two-people-needed"
    OUT_OF_SERVICE_TOO_LONG = "out-of-service-too-long"
    ALREADY_OUT_OF_SERVICE = "already-out-of-service"
    NOT_OUT_OF_SERVICE = "not-out-of-service"
    TEXT_EMPTY_OR_TOO_LONG = "text-empty-or-too-long"
    REPEAT = "repeat"
    NO_NEWS = "no-news"
    TOO_BUSY = "too-busy"
    INTERNAL_FAULT = "internal-fault"

    @property
    def says(self) -> str:
        """One sentence: what is the matter and what to do."""
        return _SAYS[self]


_SAYS = {
    Rejection.NO_SUCH_CALL: "There is no open call with that number. Look at the board: it may have been stood down.",
    Rejection.ALREADY_STOOD_DOWN: "This call was stood down already.",
    Rejection.NOTHING_TO_ACKNOWLEDGE: "Nothing of this call is ringing: somebody has it already.",
    Rejection.NOT_DISPATCHED: "Nobody has been sent yet. Dispatch someone first.",
    Rejection.NOT_ON_SCENE: "Nobody is on scene yet. Record the arrival first.",
    Rejection.RESPONDER_NOT_NAMED: "Say who is going: a name, or a role.",
    Rejection.NOT_MORE_URGENT: "The call is that urgent already. A call is never lowered this way.",
    Rejection.NO_SUCH_DESK: "The plan has no desk of that name.",
    Rejection.NO_SUCH_PERSON: "The plan has no person of that name.",
    Rejection.NO_SUCH_ROOM: "The plan has no room of that name.",
    Rejection.NO_SUCH_BUTTON: "The plan has no button of that name.",
    Rejection.NO_SUCH_DRILL: "No drill of that name is running.",
    Rejection.NOT_AN_OUTCOME: "That outcome is not one a person can choose here.",
    Rejection.WHO_SAW_THE_ROOM: "Say who saw the room with their own eyes before standing down.",
    Rejection.ROOM_HAS_OPEN_CALL: "One of these rooms has an open call. Stand it down before practising there.",
    Rejection.DRILL_ALREADY_RUNNING: "A drill is running. End it before starting another.",
    Rejection.WALK_TEST_ALREADY_ARMED: "One button is waiting for its test press already. One at a time.",
    Rejection.TWO_PEOPLE_NEEDED: "Two different people of the plan take a button out of service, never one alone. Name both.",
    Rejection.OUT_OF_SERVICE_TOO_LONG: "A button is out of service for at least a minute and at most 4 hours. Say for how long.",
    Rejection.ALREADY_OUT_OF_SERVICE: "This button is out of service already. Put it back first to begin anew.",
    Rejection.NOT_OUT_OF_SERVICE: "This button is not out of service.",
    Rejection.TEXT_EMPTY_OR_TOO_LONG: "The text is empty or longer than 1,000 characters.",
    Rejection.REPEAT: "This press was recorded already.",
    Rejection.NO_NEWS: "That was known already.",
    Rejection.TOO_BUSY: "The box has more waiting than it can take. Try again; presses are always taken first.",
    Rejection.INTERNAL_FAULT: "The box could not do this because of a fault of its own. Use the phone, and tell district IT.",
}
