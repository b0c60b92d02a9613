"""Notes what has been heard and finds what has fallen silent. Pure; `Heard` is volatile and never recorded, only troubles are.

Every subject may be silent for `lost_after_s` at first, and a transmitter that checks in less often for a longer time of its own.
This time counts from the start of the epoch, the adoption of the plan or the return of its family, because a box that has just
started has not lost anything yet. While a family is in trouble, or the network or the receivers by which its buttons are heard, the
buttons are not reported one by one: one cause, one trouble.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator

import msgspec

from appliance.core.board import Board
from appliance.core.devices.events import Follows, TroubleRaised, TroubleRestored
from appliance.core.district.copies import HeardOfCopy
from appliance.core.district.statements import HeardOfDistrict
from appliance.core.ground.carried import Carried
from appliance.core.ground.moment import Moment, Today
from appliance.core.ground.place import belongs_to
from appliance.core.ground.power import HeardOfSupply
from appliance.core.ground.words import Cause
from appliance.core.held.pages import PairingWindow
from appliance.plan.families import ON_THE_NETWORK, two_way
from appliance.plan.ids import ButtonId, DeskId, HangId, IncidentId, PersonId, SounderId
from appliance.plan.model import Button, Limits
from appliance.words.troubles import BUTTON_LOST, DESK_UNATTENDED, TROUBLES, row_of
from appliance.words.troubles.row import Silences

RECEIVER_AWAY = tuple(each.word for each in TROUBLES.values() if each.silences is Silences.LINE)
"""Troubles of a line that mean that nothing is heard on it."""

NO_RECEIVER = "no receiver is heard"

MINUTE_MS = 60_000  # occupied hours begin and end on whole minutes, so desks are looked at once a minute

_CAUSES = {"button": BUTTON_LOST.word, "desk": DESK_UNATTENDED.word}
"""Kind of subject → the name of the trouble when it is silent."""


class Seat(msgspec.Struct):
    """What was heard of one desk: how many consoles are connected, and when a person last touched a key there (mono_ms)."""

    connected: int = 0
    touched_ms: int | None = None
    since_ms: int = 0
    """The time from which on there was always a console."""


class Pressed(msgspec.Struct, frozen=True):
    """How much a button pressed lately (`chatter`), at `at_ms` of the monotonic clock."""

    level: float
    at_ms: int


class Looked(msgspec.Struct, frozen=True):
    """When a look last told people of a call by messages in their turn (mono_ms), and how things were at the newest look: `news`, and the
    `people` who were to be told.
    """

    turn_ms: int
    news: tuple[object, ...]
    people: frozenset[PersonId]


class AskingOffice(msgspec.Struct, frozen=True):
    """This box asks the safety office for the record of another box. `code`: what people tell the office by telephone; `since_ms`: since
    when (wall clock). What came so far: the office's `handover`, so many `entries`, and `whole` if these are all. `refused`: why the
    box did not take what came.
    """

    code: str
    since_ms: int
    handover: bool = False
    entries: int = 0
    whole: bool = False
    refused: str = ""


class Heard:
    """When each subject was last heard. To note it costs the same with one button or a thousand; silent subjects are found oldest first."""

    def __init__(self) -> None:
        self.waiting: OrderedDict[str, int] = OrderedDict()
        """Subject → when last heard (mono_ms), oldest first."""
        self.silent: dict[str, int] = {}
        """Subjects that were not heard for too long."""
        self.desks: dict[DeskId, Seat] = {}
        self.sounders: dict[SounderId, bool] = {}
        self.sounders_proved_ms: dict[SounderId, int] = {}
        """When each sounder last proved that sound comes out (mono_ms)."""
        self.families_lost: set[str] = set()
        self.unsteady: dict[str, int | None] = {}
        """Troubles that come and go (`damping`), by key → since when the cause is well (mono_ms), None while it is not."""
        self.ranks: dict[ButtonId, int | None] = {}
        """Buttons that refuse this box now, and the highest rank that each says it has heard; None if its firmware tells no rank."""
        self.cannot_say_class: set[ButtonId] = set()
        """Buttons whose firmware cannot say that a class comes: their lamp says *ready*, so the room is phoned."""
        self.pressed: dict[ButtonId, Pressed] = {}
        self.chattering: set[str] = set()
        """Buttons that report themselves that one of their contacts bounces."""
        self.district = HeardOfDistrict()
        self.copy = HeardOfCopy()
        self.asking: AskingOffice | None = None
        self.power: dict[HangId, HeardOfSupply] = {}
        self.spares_power = False
        """The battery of this box is nearly empty, so everything that is not an alarm waits until power is back."""
        self.carried: dict[ButtonId, Carried] = {}
        self.pairing: PairingWindow | None = None
        """The window in which a browser is paired with a page, while a desk holds one open."""
        self.not_now: dict[PersonId, Today] = {}
        """People who cannot go to a call now, as was said at a desk. No reason is kept, no entry has it, and midnight ends it."""
        self.messages: dict[IncidentId, Looked] = {}
        """Calls for which it was looked whom to tell by a message."""
        self.ways: dict[tuple[str, str], bool] = {}
        """Family of a way and address → whether it reaches the person; the address "" is the way itself."""
        self.ways_proved_ms: dict[tuple[str, str], int] = {}
        """When each way last proved that it reaches its address, by a message that was delivered or answered (mono_ms)."""
        self.ways_proved_day: dict[tuple[str, str], int] = {}
        """On which day each way last proved this by a test, counted from 1970. It is kept over a restart."""
        self.code_key = b""
        """The secret of this run, from which the codes of answers are worked out; empty if none was drawn. No entry has it."""
        self.looked_ms = -1
        self.moved_ms: int | None = None
        """Since when a console has come or gone at a desk without a look at it."""
        self.touched: dict[DeskId, int] = {}
        """Desks at which somebody touched a key since the last look, and when they did so first."""
        self.put_off: dict[IncidentId | None, int] = {}
        """An incident at which a look failed, or None for all outside incidents → until when (mono_ms) each whole look passes it over."""

    def heard_from(self, key: str, now: Moment) -> None:
        """Note that a subject ("button:B204") checked in."""
        self.waiting[key] = now.mono_ms
        self.waiting.move_to_end(key)
        self.silent.pop(key, None)

    def desk_connected(self, desk: DeskId, now: Moment) -> None:
        """Note that a console attached at a desk. This alone does not make the desk attended."""
        seat = self.desks.setdefault(desk, Seat())
        if not seat.connected:
            seat.since_ms = now.mono_ms
        seat.connected += 1
        self.moved_ms = now.mono_ms

    def shows_still(self, desk: DeskId, shown_ms: int) -> bool:
        """Whether what was shown at a desk at that time can still be on its screens: there was always a console since then."""
        seat = self.desks.get(desk)
        return seat is not None and seat.connected > 0 and seat.since_ms <= shown_ms

    def desk_gone(self, desk: DeskId, now: Moment) -> None:
        """Note that a console of a desk went away."""
        seat = self.desks.setdefault(desk, Seat())
        seat.connected = max(0, seat.connected - 1)
        self.moved_ms = now.mono_ms

    def desk_touched(self, desk: DeskId, now: Moment) -> None:
        """Note that a person touched a key at a desk."""
        self.desks.setdefault(desk, Seat()).touched_ms = now.mono_ms
        self.touched.setdefault(desk, now.mono_ms)

    def attended(self, desk: DeskId, now: Moment, limits: Limits) -> bool:
        """Whether a console is connected at the desk and a person touched a key there within `presence_s`."""
        seat = self.desks.get(desk)
        if seat is None or not seat.connected or seat.touched_ms is None:
            return False
        return now.mono_ms - seat.touched_ms < limits.presence_s * 1000

    def can_go(self, person: PersonId, now: Moment) -> bool:
        """Whether nobody said today that this person cannot go to a call now. It says nothing of hours of duty."""
        said_for = self.not_now.get(person)
        return said_for is None or not said_for.stands(now)

    def connected_desks(self) -> list[DeskId]:
        """Give the desks with a console, in the order in which they were first heard."""
        return [desk for desk, seat in self.desks.items() if seat.connected]

    def sounder_reports(self, sounder: SounderId, works: bool, now: Moment | None = None) -> None:
        """Note that a sounder proved that sound comes out, or that no sound comes out."""
        self.sounders[sounder] = works
        if works and now is not None:
            self.sounders_proved_ms[sounder] = now.mono_ms

    def family_lost(self, family: str) -> None:
        """Note that nothing of this family can be heard or told."""
        self.families_lost.add(family)

    def family_restored(self, family: str) -> None:
        """Note that the family is back."""
        self.families_lost.discard(family)

    def failed_again(self, cause: Cause) -> None:
        """Note that an unsteady cause has gone wrong again, so that it has not been well for long."""
        if cause.key in self.unsteady:
            self.unsteady[cause.key] = None

    def passes_over(self, incident: IncidentId | None, now: Moment) -> bool:
        """Whether a whole look leaves this out."""
        return self.put_off.get(incident, 0) > now.mono_ms

    def last_heard_ms(self, key: str) -> int | None:
        """Tell when a subject was last heard; None if it was never heard in this epoch."""
        return self.waiting.get(key, self.silent.get(key))

    def looked(self, now: Moment, limits: Limits) -> None:
        """Note that somebody looks: move subjects that have fallen silent to `silent`, and forget what waited for a look."""
        since_ms = now.mono_ms - limits.lost_after_s * 1000
        while self.waiting and next(iter(self.waiting.values())) <= since_ms:
            key, heard_ms = self.waiting.popitem(last=False)
            self.silent[key] = heard_ms
        self.carried = {button: each for button, each in self.carried.items() if each.stands(now)}
        self.not_now = {person: each for person, each in self.not_now.items() if each.stands(now)}
        self.looked_ms = now.mono_ms
        self.moved_ms = None
        self.touched.clear()


def sounder_works(board: Board, heard: Heard, sounder: SounderId, now: Moment) -> bool:
    """Whether sound comes out of a sounder. If it has not reported yet, this is assumed only for the first `lost_after_s`."""
    known = board.index.sounders.get(sounder)
    if known is None or known.family in heard.families_lost:
        return False
    starting = now.mono_ms - board.watching_since_ms < board.index.plan.limits.lost_after_s * 1000
    return heard.sounders.get(sounder, starting)


def restored_by(board: Board, key: str) -> Cause | None:
    """Give the open trouble that ends when this subject ("button:B204") is heard, or None."""
    kind, _, subject = key.partition(":")
    if kind not in _CAUSES:
        return None
    cause = Cause(_CAUSES[kind], subject)
    return cause if cause.key in board.troubles else None


def supervision_deadline(board: Board, heard: Heard) -> int | None:
    """Tell when to look next (mono_ms); None when nothing is supervised. Always after the last look, so that the timer cannot spin."""
    plan = board.index.plan
    lost_after_ms = plan.limits.lost_after_s * 1000
    moments: list[int] = []
    if plan.buttons or plan.desks:
        graces = (board.watching_since_ms, *board.families_back_ms.values())
        patiences_ms = (lost_after_ms, *(each * 1000 for each in board.index.longer_s))
        ends = [since + patience for since in graces for patience in patiences_ms]
        moments += [end for end in ends if end > heard.looked_ms]
    if board.index.longer_s:
        moments += _longer_moments(board, heard)
    if plan.buttons and heard.waiting:
        moments.append(next(iter(heard.waiting.values())) + lost_after_ms)
    if plan.desks:
        moments += _desk_moments(board, heard)
    return min(moments, default=None)


def silences(board: Board, heard: Heard, now: Moment) -> list[Follows]:
    """Give troubles that begin or end because of what was heard and what was not. Call `heard.looked` first."""
    return [*_lost_buttons(board, heard, now), *_desks(board, heard, now)]


def _lost_buttons(board: Board, heard: Heard, now: Moment) -> list[Follows]:
    lost: list[Follows] = []
    away = unheard(board, heard)
    for button in board.index.watched:
        if button.family not in away and button.button not in board.out_of_service:
            lost += gone_silent(board, heard, button, now)
    return lost


def gone_silent(board: Board, heard: Heard, button: Button, now: Moment) -> list[Follows]:
    """Give the trouble that begins when a button has not been heard for too long; nothing if it was heard, or the trouble is known
    already.

    Do not call it while the button's whole family is `unheard`.
    """
    key = f"button:{button.button}"
    if (
        key in heard.waiting
        or f"{BUTTON_LOST.word}:{button.button}" in board.troubles
        or button.button not in board.index.silent_after_s
    ):
        return []
    if now.mono_ms < _patience_ends_ms(board, heard, button, key):
        return []
    where = f"of {belongs_to(button, board.index)}" if button.duty else f"in {belongs_to(button, board.index)}"
    detail = (
        f"The button {where} has not been heard from. {BUTTON_LOST.do}"
        if two_way(button.family)
        else f"The transmitter {where} has not been heard from. {BUTTON_LOST.otherwise}"
    )
    return [TroubleRaised(cause=Cause(BUTTON_LOST.word, button.button), detail=detail)]


def families_of(board: Board, cause: Cause) -> Iterable[str]:
    """Give the families of which no button can be heard while this trouble stands. When it is over, their buttons get their full time
    again.
    """
    match row_of(cause.what).silences:
        case Silences.FAMILY:
            return (cause.subject,)
        case Silences.NETWORK:
            return ON_THE_NETWORK
        case Silences.LINE:
            return [family for family, lines in board.index.receivers.items() if _away(board, lines, cause.subject)]
        case None:
            return ()


def unheard(board: Board, heard: Heard) -> dict[str, str]:
    """Give the families of which no button can be heard, if a trouble says so for all of them; and why, in a few words."""
    causes = [(row_of(trouble.cause.what).silences, trouble.cause.subject) for trouble in board.troubles.values()]
    away = any(silences is Silences.NETWORK for silences, _ in causes)
    lost = heard.families_lost.union(family for silences, family in causes if silences is Silences.FAMILY)
    on_the_network = dict.fromkeys(ON_THE_NETWORK if away else (), "the network is away")
    by_radio = {family: NO_RECEIVER for family, lines in board.index.receivers.items() if _away(board, lines)}
    return on_the_network | by_radio | {family: f"nothing of {family} is heard" for family in lost}


def _patience_ends_ms(board: Board, heard: Heard, button: Button, key: str) -> int:
    back_ms = board.families_back_ms.get(button.family, 0)
    since_ms = max(heard.silent.get(key, 0), board.watching_since_ms, back_ms)
    return since_ms + board.index.silent_after_s[button.button] * 1000


def _away(board: Board, lines: tuple[str, ...], also: str = "") -> bool:
    """Whether none of these receivers is heard. `also` is one that counts as not heard, whatever the board says."""
    if also and also not in lines:
        return False
    return all(line == also or any(f"{what}:{line}" in board.troubles for what in RECEIVER_AWAY) for line in lines)


def _longer_moments(board: Board, heard: Heard) -> Iterator[int]:
    """Tell when buttons that may be silent for longer have been silent for their time: for each such time, the oldest that is not known
    yet.

    `heard.silent` is in the order in which its subjects were last heard.
    """
    left = set(board.index.longer_s)
    for key, heard_ms in heard.silent.items():
        silent_after_s = board.index.silent_after_s.get(ButtonId(key.removeprefix("button:")), 0)
        if silent_after_s in left:
            moment = heard_ms + silent_after_s * 1000
            if moment > heard.looked_ms:
                left.discard(silent_after_s)
                yield moment
        if not left:
            return


def _desk_moments(board: Board, heard: Heard) -> list[int]:
    limits = board.index.plan.limits
    moments = [heard.looked_ms + MINUTE_MS]
    if heard.moved_ms is not None:
        moments.append(heard.moved_ms)
    for desk in board.index.desks:
        if desk in heard.touched and f"{DESK_UNATTENDED.word}:{desk}" in board.troubles:
            moments.append(heard.touched[desk])
        seat = heard.desks.get(desk)
        if seat is not None and seat.connected and seat.touched_ms is not None:
            lapses_ms = seat.touched_ms + limits.presence_s * 1000
            moments += [lapses_ms] if lapses_ms > heard.looked_ms else []
    return moments


def _desks(board: Board, heard: Heard, now: Moment) -> list[Follows]:
    limits = board.index.plan.limits
    starting = now.mono_ms - board.watching_since_ms < limits.lost_after_s * 1000
    occupied = board.index.occupied(now.week_minute)
    events: list[Follows] = []
    for desk in board.index.plan.desks:
        cause = Cause(DESK_UNATTENDED.word, desk.desk)
        known = cause.key in board.troubles
        wanted = occupied and not heard.attended(desk.desk, now, limits)
        if known and not wanted:
            events.append(TroubleRestored(cause=cause))
        elif wanted and not known and not starting:
            detail = f"Nobody is at {desk.name}. {DESK_UNATTENDED.do}"
            events.append(TroubleRaised(cause=cause, detail=detail))
    return events
