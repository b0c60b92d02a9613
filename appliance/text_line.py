"""Takes the texts that a modem brings: hands in calls for help and answers, has each text recorded, and says then that it may be deleted
from the modem. Knows the plan that is adopted now; knows no wire, and decides nothing.

A text and the call that it is go into the record together, in one commit. The modem deletes a text only after that. So a power cut between
the two finds the text both in the record and in the modem, and it is known by its identity: it is no second press.
"""

import asyncio
import functools
import secrets
from collections import deque
from collections.abc import Callable, Iterator, Mapping

import msgspec

from appliance.by_voice import VoiceIntake
from appliance.core.calls.by_voice.calling import room_said
from appliance.core.ground.limits import TEXT_CHARACTERS_MAX
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Cause
from appliance.core.messages.short_texts import test_text
from appliance.core.texts.commands import TakeText
from appliance.core.texts.deciding import person_of
from appliance.engine.engine import Engine
from appliance.engine.outcome import Refused, Submission
from appliance.plan.ids import RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.messages import Language
from appliance.plan.telephones import CALLED_BY_TEXT
from appliance.texts.reading import AnswerText, HelpText, OtherText, Reading, read, said_alike
from appliance.texts.senders import as_planned
from appliance.words.troubles import TEXTS_FLOODED
from hardware.modem.heard import TextHeard

PART_MISSING = "(A part of this text did not come.)"
SENDER_CHARACTERS_MAX = 20
"""A number has 16 characters at most, and a sender in letters has 11 (3GPP TS 23.040, 9.1.2.5)."""

FLOODED = Cause(TEXTS_FLOODED.word, "")
LOOK_S = 30.0
"""As often as the modem is asked for texts: a flood is over minutes after the last one."""
WINDOW_S = 600
EACH_MAX = 20
"""Texts of one sender within `WINDOW_S` that are recorded and shown each. Ours: nobody who means well writes two a minute for so long."""
STRANGERS_MAX = 60
"""As many of all senders who are nobody's in the plan: a forged sender costs nothing. The record of a night of them is 20 MB at most."""
SENDERS_MAX = 512
"""Senders whose pace is known at once. Whoever is forgotten is new again, and counts among all strangers still."""


LATE_MS = 26 * 3_600_000
"""From the first zone of the earth to the last one (IANA: UTC-12 to UTC+14)."""
KEPT_MS_MAX = 63 * 7 * 86_400_000
"""No network keeps a text for longer (3GPP TS 23.040, 9.2.3.12.1: 63 weeks). An older time is a clock that was never set."""


class TextLine:
    """The line of texts of one box; one per daemon. `hear` is given to whoever makes the way of texts."""

    def __init__(self, engine: Engine, intake: VoiceIntake) -> None:
        self._engine = engine
        self._intake = intake
        self._on_the_way: set[str] = set()
        """Texts that are handed in and not recorded yet, by identity."""
        self._pace = Pace()
        engine.heard.code_key = secrets.token_bytes(32)

    def hear(self, heard: TextHeard, taken: Callable[[], None]) -> None:
        """Take one text; call `taken` once it is recorded. Never blocks, and never raises for anything a text may say."""
        if heard.id in self._on_the_way:
            return
        if heard.id in self._engine.board.texts.known:
            taken()
            return
        self._on_the_way.add(heard.id)
        heard = msgspec.structs.replace(heard, number=as_planned(heard.number, self._planned()))
        words = shown(heard.text)
        reading = OtherText() if self._is_ours(heard, words) else read(heard.text, self._room_said)
        if heard.part and isinstance(reading, AnswerText):
            reading = OtherText()  # nobody knows what the rest said
        handed_in = self._hand_in(heard, words, reading)
        for each in handed_in:
            each.kept.add_done_callback(lambda _: self._kept(heard.id, handed_in, taken))

    async def keep_looking(self) -> None:
        """Say that a flood is over, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            self.look()

    def look(self) -> None:
        """Look once whether a flood is over."""
        if FLOODED.key in self._engine.board.troubles and self._pace.is_calm(self._engine.clock.now().mono_ms):
            self._engine.report(FLOODED, None)

    def _kept(self, text: str, handed_in: list[Submission], taken: Callable[[], None]) -> None:
        """Let a text be deleted once all that was handed in for it is on disk, or known already. After a fault of ours it stays in the
        modem, unless its call is recorded: that must not be made twice.
        """
        over = all(each.kept.done() and not each.kept.cancelled() for each in handed_in)
        if not over or text not in self._on_the_way:
            return
        self._on_the_way.discard(text)
        if not all(each.kept.result() == Refused(Rejection.INTERNAL_FAULT) for each in handed_in):
            taken()

    def _hand_in(self, heard: TextHeard, words: str, reading: Reading) -> list[Submission]:
        """Hand in the call, if it is one, and then the text. Both are decided in one round, and so they are recorded together."""
        known = person_of(self._engine.board, heard.number) is not None
        many = self._pace.is_flood(heard.number, self._engine.clock.now().mono_ms, known=known)
        if many:
            self._engine.report(FLOODED, f"{TEXTS_FLOODED.says} {TEXTS_FLOODED.do}")
        called = None
        if isinstance(reading, HelpText):
            now = self._engine.clock.now()
            late_ms = late(heard.sent_at_claim_ms, None if now.week_minute is None else now.wall_ms)
            near = RoomId(reading.room) if reading.room else None
            said = reading.room or reading.unknown
            called = self._intake.text_call(heard.number, near, said, late_ms=late_ms, many=many and not known)
        answer = reading if isinstance(reading, AnswerText) else None
        text = TakeText(
            text=heard.id,
            sender=shown(heard.number)[:SENDER_CHARACTERS_MAX],
            words=f"{words} {PART_MISSING}".strip() if heard.part else words or "(an empty text)",
            reply=None if answer is None else answer.reply,
            code="" if answer is None else answer.code,
            rang=called is not None,
            plain=(isinstance(reading, HelpText) and reading.plain and not heard.part) or self._is_ours(heard, words),
            flooding=many,
        )
        taken = self._engine.submit(text)
        return [taken] if called is None else [called, taken]

    def _room_said(self, words: str) -> str:
        """Give the id of the room that these words name; "" if there is none."""
        index = self._engine.board.index
        return _rooms_alike(index).get(words) or room_said(words, index) or ""

    def _planned(self) -> Iterator[str]:
        """Give every number of the plan from which texts come that the box must know: those of people, and its own."""
        plan = self._engine.board.index.plan
        yield from self._engine.board.index.addresses.get(CALLED_BY_TEXT, ())
        if plan.texted is not None:
            yield plan.texted.number

    def _is_ours(self, heard: TextHeard, words: str) -> bool:
        """Whether it is the monthly test that the box sent to its own number."""
        texts = self._engine.board.index.plan.texted
        if texts is None or heard.number != texts.number:
            return False
        return words in {shown(test_text(each)) for each in Language}


class Pace:
    """How many texts came lately, of each sender and of all strangers. Times are those of the steady clock (ms)."""

    def __init__(self) -> None:
        self._came: dict[str, deque[int]] = {}
        self._strangers: deque[int] = deque()

    def is_flood(self, sender: str, now_ms: int, *, known: bool) -> bool:
        """Note a text, and tell whether too many came. A person of the plan counts for themselves alone, so no stranger can shut them
        out.
        """
        came = self._came.pop(sender, None) or deque()
        self._came[sender] = came
        while len(self._came) > SENDERS_MAX:
            del self._came[next(iter(self._came))]
        each = _count(came, now_ms, EACH_MAX)
        return each if known else _count(self._strangers, now_ms, STRANGERS_MAX) or each

    def is_calm(self, now_ms: int) -> bool:
        """Whether no flood is on: within the window nobody sent too many."""
        since_ms = now_ms - WINDOW_S * 1000
        every = (*((came, EACH_MAX) for came in self._came.values()), (self._strangers, STRANGERS_MAX))
        return all(sum(each > since_ms for each in came) <= most for came, most in every)


def late(sent_ms: int | None, now_ms: int | None) -> int | None:
    """Tell how long a text was on its way, by the time that its network wrote on it and the clock of the box (ms since 1970). `now_ms` is
    None if the clock is not trusted. None: nobody knows. A network may have the zone of its time wrong, so only what is older than any
    such mistake counts.
    """
    if sent_ms is None or now_ms is None or not LATE_MS < now_ms - sent_ms <= KEPT_MS_MAX:
        return None
    return now_ms - sent_ms


@functools.lru_cache(maxsize=2)
def _rooms_alike(index: PlanIndex) -> Mapping[str, RoomId]:
    """Give the rooms of a plan by id and name, as words of texts are compared. Made once for each plan: a text asks thousands of times."""
    found: dict[str, RoomId] = {}
    for room in index.plan.rooms:
        for name in (room.room, room.name):
            found.setdefault(said_alike(name), room.room)
    return found


def shown(text: str) -> str:
    """Give words as a screen shows them in one line: no control signs, and nothing that turns the direction of writing."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:TEXT_CHARACTERS_MAX]


def _count(came: deque[int], now_ms: int, most: int) -> bool:
    """Note one more, forget what is older than the window, and tell whether these are too many. No more than one above `most` is kept."""
    while came and came[0] <= now_ms - WINDOW_S * 1000:
        came.popleft()
    came.append(now_ms)
    many = len(came) > most
    if many:
        came.popleft()
    return many
