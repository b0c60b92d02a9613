"""What has been heard from and what has fallen silent. Pure; `Heard` is volatile and never recorded, only troubles are.

Every subject has a grace of `lost_after_s`, a transmitter that checks in less often one of its own, from the start of the epoch, the
adoption of the plan or the return of its family: a box that has just started has not lost anything yet. While a family is in trouble,
or the network or the receivers its buttons are heard by, they are not reported one by one: one cause, one trouble.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator

import msgspec

from appliance.core.board import Board
from appliance.core.devices.events import Follows, TroubleRaised, TroubleRestored
from appliance.core.district.copies import HeardOfCopy
from appliance.core.district.statements import HeardOfDistrict
from appliance.core.ground.carried import Carried
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import belongs_to
from appliance.core.ground.power import HeardOfSupply
from appliance.core.ground.words import Cause
from appliance.plan.families import ON_THE_NETWORK, two_way
from appliance.plan.ids import ButtonId, DeskId, HangId, IncidentId, SounderId
from appliance.plan.model import Button, Limits
from appliance.words.troubles import BUTTON_LOST, DESK_UNATTENDED, TROUBLES, Silences, row_of

RECEIVER_AWAY = tuple(each.word for each in TROUBLES.values() if each.silences is Silences.LINE)
"""Troubles of a line on which nothing is heard while they stand."""

NO_RECEIVER = "no receiver is heard"

MINUTE_MS = 60_000  # occupied hours begin and end on whole minutes, so that desks are looked at once a minute

_CAUSES = {"button": BUTTON_LOST.word, "desk": DESK_UNATTENDED.word}
"""Kind of subject → what its silence is called."""


class Seat(msgspec.Struct):
    """A desk as heard: how many consoles are connected, and when a person last touched one (mono_ms)."""

    connected: int = 0
    touched_ms: int | None = None
    since_ms: int = 0
    """Since when there has always been a console."""


class Pressed(msgspec.Struct, frozen=True):
    """How much a button pressed of late (`chatter`), at `at_ms` of the monotonic clock."""

    level: float
    at_ms: int


class AskingOffice(msgspec.Struct, frozen=True):
    """This box asks the safety office for what another one had: what people tell it by telephone, since when (wall clock), and what came:
    the office's handover, so many entries, all of them. `refused`: why what came was not taken.
    """

    code: str
    since_ms: int
    handover: bool = False
    entries: int = 0
    whole: bool = False
    refused: str = ""


class Heard:
    """When each subject was last heard. Hearing costs the same with one button or a thousand; silence is found oldest first."""

    def __init__(self) -> None:
        self.waiting: OrderedDict[str, int] = OrderedDict()
        """Subject → when last heard (mono_ms), oldest first."""
        self.silent: dict[str, int] = {}
        """Those of them that were not heard for too long."""
        self.desks: dict[DeskId, Seat] = {}
        self.sounders: dict[SounderId, bool] = {}
        self.sounders_proved_ms: dict[SounderId, int] = {}
        """When each last proved that sound comes out (mono_ms)."""
        self.families_lost: set[str] = set()
        self.unsteady: dict[str, int | None] = {}
        """Troubles that come and go (`appliance.core.devices.damping`): since when each holds (mono_ms), None while it does not."""
        self.ranks: dict[ButtonId, int | None] = {}
        """Buttons that refuse this box now, and the highest rank each says it has heard: None where its firmware says none."""
        self.pressed: dict[ButtonId, Pressed] = {}
        self.chattering: set[str] = set()
        """Buttons that say themselves that a contact of theirs bounces."""
        self.district = HeardOfDistrict()
        self.copy = HeardOfCopy()
        self.asking: AskingOffice | None = None
        self.power: dict[HangId, HeardOfSupply] = {}
        self.spares_power = False
        """The battery of this box is nearly empty: what is no alarm waits until power is back."""
        self.carried: dict[ButtonId, Carried] = {}
        self.looked_ms = -1
        self.moved_ms: int | None = None
        """Since when a desk has come or gone that nobody looked at."""
        self.touched: dict[DeskId, int] = {}
        """Desks touched since the last look, and when first."""
        self.put_off: dict[IncidentId | None, int] = {}
        """What a look failed at, an incident or (None) what belongs to none: until when (mono_ms) every whole look passes it over."""

    def heard_from(self, key: str, now: Moment) -> None:
        """A subject ("button:B204") checked in."""
        self.waiting[key] = now.mono_ms
        self.waiting.move_to_end(key)
        self.silent.pop(key, None)

    def desk_connected(self, desk: DeskId, now: Moment) -> None:
        """A console attached at a desk. That alone does not make it attended."""
        seat = self.desks.setdefault(desk, Seat())
        if not seat.connected:
            seat.since_ms = now.mono_ms
        seat.connected += 1
        self.moved_ms = now.mono_ms

    def shows_still(self, desk: DeskId, shown_ms: int) -> bool:
        """Whether what was shown at a desk then can still be on its screens: there has been a console ever since."""
        seat = self.desks.get(desk)
        return seat is not None and seat.connected > 0 and seat.since_ms <= shown_ms

    def desk_gone(self, desk: DeskId, now: Moment) -> None:
        """A console of a desk went away."""
        seat = self.desks.setdefault(desk, Seat())
        seat.connected = max(0, seat.connected - 1)
        self.moved_ms = now.mono_ms

    def desk_touched(self, desk: DeskId, now: Moment) -> None:
        """A person is at a desk."""
        self.desks.setdefault(desk, Seat()).touched_ms = now.mono_ms
        self.touched.setdefault(desk, now.mono_ms)

    def attended(self, desk: DeskId, now: Moment, limits: Limits) -> bool:
        """Whether a console is connected there and a person touched it within `presence_s`."""
        seat = self.desks.get(desk)
        if seat is None or not seat.connected or seat.touched_ms is None:
            return False
        return now.mono_ms - seat.touched_ms < limits.presence_s * 1000

    def connected_desks(self) -> list[DeskId]:
        """Desks with a console, in the order they were first heard."""
        return [desk for desk, seat in self.desks.items() if seat.connected]

    def sounder_reports(self, sounder: SounderId, works: bool, now: Moment | None = None) -> None:
        """A sounder proved that sound comes out, or that it does not."""
        self.sounders[sounder] = works
        if works and now is not None:
            self.sounders_proved_ms[sounder] = now.mono_ms

    def family_lost(self, family: str) -> None:
        """Nothing of this family can be heard or told."""
        self.families_lost.add(family)

    def family_restored(self, family: str) -> None:
        """The family is back."""
        self.families_lost.discard(family)

    def failed_again(self, cause: Cause) -> None:
        """What came and went before has gone again: it has not held."""
        if cause.key in self.unsteady:
            self.unsteady[cause.key] = None

    def passes_over(self, incident: IncidentId | None, now: Moment) -> bool:
        """Whether a whole look leaves this out."""
        return self.put_off.get(incident, 0) > now.mono_ms

    def last_heard_ms(self, key: str) -> int | None:
        """When a subject was last heard, None when never in this epoch."""
        return self.waiting.get(key, self.silent.get(key))

    def looked(self, now: Moment, limits: Limits) -> None:
        """Somebody looks: put aside who has fallen silent by now, and forget what was waiting to be looked at."""
        since_ms = now.mono_ms - limits.lost_after_s * 1000
        while self.waiting and next(iter(self.waiting.values())) <= since_ms:
            key, heard_ms = self.waiting.popitem(last=False)
            self.silent[key] = heard_ms
        self.carried = {button: each for button, each in self.carried.items() if each.stands(now)}
        self.looked_ms = now.mono_ms
        self.moved_ms = None
        self.touched.clear()


def sounder_works(board: Board, heard: Heard, sounder: SounderId, now: Moment) -> bool:
    """Whether sound comes out there. One that has not said yet is believed for the first `lost_after_s` only."""
    known = board.index.sounders.get(sounder)
    if known is None or known.family in heard.families_lost:
        return False
    starting = now.mono_ms - board.watching_since_ms < board.index.plan.limits.lost_after_s * 1000
    return heard.sounders.get(sounder, starting)


def restored_by(board: Board, key: str) -> Cause | None:
    """The open trouble that hearing from a subject ("button:B204") puts right, or None."""
    kind, _, subject = key.partition(":")
    if kind not in _CAUSES:
        return None
    cause = Cause(_CAUSES[kind], subject)
    return cause if cause.key in board.troubles else None


def supervision_deadline(board: Board, heard: Heard) -> int | None:
    """When to look next (mono_ms); None when nothing is supervised. Never a moment that a look leaves standing."""
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
    """Troubles that begin or end by what was heard and what was not. Ask `heard.looked` first."""
    return [*_lost_buttons(board, heard, now), *_desks(board, heard, now)]


def _lost_buttons(board: Board, heard: Heard, now: Moment) -> list[Follows]:
    lost: list[Follows] = []
    away = unheard(board, heard)
    for button in board.index.watched:
        if button.family not in away and button.button not in board.out_of_service:
            lost += gone_silent(board, heard, button, now)
    return lost


def gone_silent(board: Board, heard: Heard, button: Button, now: Moment) -> list[Follows]:
    """The trouble that begins when a button has not been heard from for too long; nothing when it has, or when it is known.

    Not to be asked where its whole family is `unheard`.
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
    """Families none of whose buttons can be heard while this trouble stands; once it is over, they have fresh time."""
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
    """Families none of whose buttons can be heard, where a trouble says so for all of them; and why, in a few words."""
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
    """Whether none of these receivers is heard; `also` is one that is not, whatever the board says."""
    if also and also not in lines:
        return False
    return all(line == also or any(f"{what}:{line}" in board.troubles for what in RECEIVER_AWAY) for line in lines)


def _longer_moments(board: Board, heard: Heard) -> Iterator[int]:
    """When one that may be silent for longer has been so: of each such time the oldest that is not known yet.

    `heard.silent` is in the order in which they were last heard.
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
