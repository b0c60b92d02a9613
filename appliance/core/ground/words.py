"""Small shared values of calls and troubles: who acted, where a press came from, how a call ended. Pure."""

import enum

import msgspec

from appliance.plan.ids import ButtonId, DeskId, PersonId, RoomId, SounderId
from appliance.plan.model import Role


class Actor(msgspec.Struct, frozen=True):
    """A person who acted at a desk. `person` None is an "unlisted person": the act counts at once, the name is owed."""

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


type Counting = tuple[ButtonId, str, str]
"""Which counting a device's count belongs to: button, contact, ledger ("" where the device has no ledger id)."""


class Source(msgspec.Struct, frozen=True):
    """Where a press came from. `counter` is the device's own count; a call raised at a desk has an `actor` instead.

    `ledger` is the random id of the counting: a wiped or swapped board counts anew under another one.
    `hop` is the repeater or receiver that heard a press by radio first: it tells about where somebody was, and no export has it.
    """

    door: Door
    button: ButtonId | None = None
    contact: str | None = None
    counter: int | None = None
    actor: Actor | None = None
    ledger: str | None = None
    hop: str | msgspec.UnsetType = msgspec.UNSET

    @property
    def counting(self) -> Counting | None:
        """The counting `counter` belongs to, None where there is no count."""
        if self.button is None or self.contact is None or self.counter is None:
            return None
        return self.button, self.contact, self.ledger or ""

    @property
    def held(self) -> bool:
        """Whether this is a press held on for two seconds: a contact of its own, which follows the press it was (promise 4)."""
        return self.contact == "hold"

    @property
    def two_way(self) -> bool:
        """Whether the person who pressed can be told what became of it."""
        return self.door in {Door.BUTTON, Door.DESK}


class RestoredBy(enum.StrEnum):
    """What opened what a new box began with: the recovery phrase, the safety office, or nothing, so that it began with the seed's plan."""

    PHRASE = "phrase"
    OFFICE = "office"
    NOTHING = "nothing"


class Stage(enum.StrEnum):
    """How far help has come. The transition table is in `incident.py`."""

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
    """How a response ended. There is no "false" call: the person who pressed judged that they needed help."""

    ATTENDED = "attended"
    NO_HELP_NEEDED = "no-help-needed"
    TEST = "test"
    DRILL_ENDED = "drill-ended"
    NOT_ATTENDED = "not-attended"
    COVERED = "covered"
    """Of a tap-out alone: cover was in the room, and the educator is back."""


class Awaited(enum.StrEnum):
    """What is overdue in an open response."""

    CONFIRMATION = "confirmation"
    ARRIVAL = "arrival"
    ALL_RIGHT = "all-right"
    COVER = "cover"
    """Nobody covers yet: what a tap-out asks again for."""


class DeskAct(enum.StrEnum):
    """What a desk can do in an incident and take back again at once (`last_act.py`)."""

    ACKNOWLEDGED = "acknowledged"
    DISPATCHED = "dispatched"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    UPGRADED = "upgraded"
    DOWNGRADED = "downgraded"
    HANDED_OFF = "handed-off"
    STOOD_DOWN = "stood-down"
    COVER_ASSIGNED = "cover-assigned"


class BuildingResponse(enum.StrEnum):
    """What the whole building does: the five actions of the Standard Response Protocol ("I Love U Guys" Foundation)."""

    HOLD = "hold"
    SECURE = "secure"
    LOCKDOWN = "lockdown"
    EVACUATE = "evacuate"
    SHELTER = "shelter"


class RoomAnswer(enum.StrEnum):
    """What a room has answered in a room check-in. Silence is an answer nobody gave, and is never taken for *safe*."""

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
    """Written on the paper form on a day the box was down."""


class NotWell(msgspec.Struct, frozen=True, kw_only=True):
    """What is not as it should be at one moment, by name. `rooms`: a press there reaches nobody at once, or comes from no button.

    `troubles` are all that are open, `put_aside` how many of them; after them stands the last walk test, where it was not passed.
    `roles` are those nobody holds for the rest of the day.
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
        """How many things that is; a trouble that was put aside counts as much as any."""
        named = (self.rooms, self.buttons_silent, self.out_of_service, self.desks_away, self.sounders_silent)
        return sum(map(len, (*named, self.roles, self.troubles))) + self.calls_open + (not self.clock_known)


class PracticeCall(msgspec.Struct, frozen=True, kw_only=True):
    """How long after its press (ms) a practice call came to each step for the first time; None for what never came about."""

    number: int
    room: RoomId
    shown_ms: int | None = None
    acknowledged_ms: int | None = None
    sent_ms: int | None = None
    confirmed_ms: int | None = None
    on_scene_ms: int | None = None
    stood_down_ms: int | None = None


class Cause(msgspec.Struct, frozen=True, order=True):
    """What is wrong and with what: the identity of a trouble. One cause is one trouble, however many notice it.

    `what` is the word of a row in `appliance/words/troubles.py`.
    """

    what: str
    subject: str

    @property
    def key(self) -> str:
        """The same as one string, for look-ups."""
        return f"{self.what}:{self.subject}"
