"""Defines small values that calls and troubles share: who acted, where a press came from, how a call ended. Pure."""

import enum

import msgspec

from appliance.core.ground.callers import Caller
from appliance.plan.ids import ButtonId, DeskId, PersonId, RoomId, SounderId
from appliance.plan.model import Role


class Actor(msgspec.Struct, frozen=True):
    """A person who acted at a desk. `person` None is an "unlisted person": the act counts at once, and the name is owed.

    `desk` "" is no desk: the person answered by a way of their own.
    """

    desk: DeskId
    person: PersonId | None = None


class Door(enum.StrEnum):
    """The way a call came in."""

    BUTTON = "button"
    WEBHOOK = "webhook"
    FIXED_URL = "fixed-url"
    DESK = "desk"
    RECEIVER = "receiver"
    CONTACT = "contact"
    PANEL = "panel"
    PAGE = "page"
    PLAIN_PAGE = "plain-page"
    PHONE = "phone"
    TEXT = "text"


type Counting = tuple[ButtonId, str, str]
"""Names the counting that a device's count belongs to: button, contact, ledger ("" if the device has no ledger id)."""


class Source(msgspec.Struct, frozen=True):
    """Where a press came from. `counter` is the device's own count; a call raised at a desk has an `actor` instead.

    `ledger` is the random id of the counting: a wiped or exchanged board counts in a new one. `hop` is the repeater or receiver that
    heard a press by radio first. It tells roughly where somebody was, so no export has it. `caller` is who called by telephone or text.
    """

    door: Door
    button: ButtonId | None = None
    contact: str | None = None
    counter: int | None = None
    actor: Actor | None = None
    ledger: str | None = None
    hop: str | msgspec.UnsetType = msgspec.UNSET
    caller: Caller | msgspec.UnsetType = msgspec.UNSET

    @property
    def counting(self) -> Counting | None:
        """The counting that `counter` belongs to; None if there is no count."""
        if self.button is None or self.contact is None or self.counter is None:
            return None
        return self.button, self.contact, self.ledger or ""

    @property
    def called_by(self) -> Caller | None:
        """Who called by telephone or text; None for any other call."""
        return None if isinstance(self.caller, msgspec.UnsetType) else self.caller

    @property
    def presser(self) -> str:
        """What presses are told apart by: the button, or the caller; "" if neither is known."""
        caller = self.called_by
        return self.button or ("" if caller is None else f"caller {caller.key(self.door.value)}")

    @property
    def held(self) -> bool:
        """Whether this press was held for two seconds. That is a contact of its own, which follows the press itself (promise 4)."""
        return self.contact == "hold"

    @property
    def two_way(self) -> bool:
        """Whether the person who pressed can be told what became of it."""
        return self.door in {Door.BUTTON, Door.DESK}


class RestoredBy(enum.StrEnum):
    """What opened the record with which a new box began: the recovery phrase or the safety office; or nothing, so that it began with the
    seed's plan.
    """

    PHRASE = "phrase"
    OFFICE = "office"
    NOTHING = "nothing"


class Stage(enum.StrEnum):
    """How far help has come. The tables of stages are in `appliance.core.calls.stages`."""

    CALLED = "called"
    ACKNOWLEDGED = "acknowledged"
    DISPATCHED = "dispatched"
    CONFIRMED = "confirmed"
    ON_SCENE = "on-scene"
    STOOD_DOWN = "stood-down"


class Answer(enum.StrEnum):
    """How a responder's confirmation reached the desk."""

    OWN_REPLY = "own-reply"
    BY_RADIO = "answered-by-radio"


class Outcome(enum.StrEnum):
    """How a call ended. There is no "false" call: the person who pressed judged that they needed help."""

    ATTENDED = "attended"
    NO_HELP_NEEDED = "no-help-needed"
    TEST = "test"
    DRILL_ENDED = "drill-ended"
    NOT_ATTENDED = "not-attended"
    COVERED = "covered"
    """Only for a tap-out: cover was in the room, and the educator is back."""


class Awaited(enum.StrEnum):
    """What is overdue in an open call."""

    CONFIRMATION = "confirmation"
    ARRIVAL = "arrival"
    ALL_RIGHT = "all-right"
    COVER = "cover"
    """Nobody covers yet. A tap-out asks for it again."""


class DeskAct(enum.StrEnum):
    """What a desk can do in an incident and undo at once (`last_act.py`)."""

    ACKNOWLEDGED = "acknowledged"
    DISPATCHED = "dispatched"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    UPGRADED = "upgraded"
    DOWNGRADED = "downgraded"
    HANDED_OFF = "handed-off"
    STOOD_DOWN = "stood-down"
    COVER_ASSIGNED = "cover-assigned"
    ANSWER_ACCEPTED = "answer-accepted"
    LOCATED = "located"


class BuildingResponse(enum.StrEnum):
    """What the whole building does: the five actions of the Standard Response Protocol ("I Love U Guys" Foundation)."""

    HOLD = "hold"
    SECURE = "secure"
    LOCKDOWN = "lockdown"
    EVACUATE = "evacuate"
    SHELTER = "shelter"


class RoomAnswer(enum.StrEnum):
    """What a room has answered in a room check-in. Silence is never taken for *safe*."""

    NO_ANSWER = "no-answer"
    NEEDS_HELP = "needs-help"
    SAFE = "safe"


class KnownBy(enum.StrEnum):
    """How an incident that nobody pressed for became known."""

    RADIO = "radio"
    PHONE = "phone"
    WORD_OF_MOUTH = "word-of-mouth"
    REPORTED_LATER = "reported-later"
    PAPER = "paper"
    """Written on the paper form on a day on which the box was down."""


class NoBreak(enum.StrEnum):
    """Why a student's break was no break. A break is chosen, its door is never held, and an adult is in sight (policy of the plan)."""

    NOT_CHOSEN = "not-chosen"
    DOOR_HELD = "door-held"
    OUT_OF_SIGHT = "out-of-sight"


class NotWell(msgspec.Struct, frozen=True, kw_only=True):
    """What is not well at one moment, by name. `rooms`: a press there reaches nobody at once, or no button there works.

    `troubles` are all open ones, and `put_aside` says how many of them are shelved. The last walk test stands after them if it was
    not passed. `roles` are those that nobody holds for the rest of the day.
    """

    rooms: tuple[RoomId, ...]
    buttons_silent: tuple[ButtonId, ...]
    out_of_service: tuple[ButtonId, ...]
    desks_away: tuple[DeskId, ...]
    sounders_silent: tuple[SounderId, ...]
    roles: tuple[Role, ...]
    troubles: tuple["Cause", ...]
    put_aside: int
    calls_open: int
    clock_known: bool

    @property
    def count(self) -> int:
        """How many things are not well. A shelved trouble counts like any other."""
        named = (self.rooms, self.buttons_silent, self.out_of_service, self.desks_away, self.sounders_silent)
        return sum(map(len, (*named, self.roles, self.troubles))) + self.calls_open + (not self.clock_known)


class ClearEnd(enum.StrEnum):
    """How a room clear ended."""

    ALL_HERE = "all-here"
    ENDED = "ended"
    DRILL_ENDED = "drill-ended"
    REAL_BEGAN = "real-began"


class ExerciseEnd(enum.StrEnum):
    """How a table-top exercise ended. No word says that anybody did well or badly."""

    DONE = "done"
    LEFT = "left"
    DROPPED = "dropped"
    BROKEN = "broken"
    TIME_UP = "time-up"


class ExerciseNoteKind(enum.StrEnum):
    """What a note of a table-top exercise is about."""

    HELPED = "helped"
    CHANGE = "change"


class PracticeCall(msgspec.Struct, frozen=True, kw_only=True):
    """How long after its press (ms) a practice call reached each step for the first time; None for a step that it never reached."""

    number: int
    room: RoomId
    shown_ms: int | None = None
    acknowledged_ms: int | None = None
    sent_ms: int | None = None
    confirmed_ms: int | None = None
    on_scene_ms: int | None = None
    stood_down_ms: int | None = None


class Cause(msgspec.Struct, frozen=True, order=True):
    """What is wrong and with what: this identifies a trouble. One cause is one trouble, however many notice it.

    `what` is the word of a row in `appliance/words/troubles/`.
    """

    what: str
    subject: str

    @property
    def key(self) -> str:
        """The cause as one string, for look-ups."""
        return f"{self.what}:{self.subject}"
