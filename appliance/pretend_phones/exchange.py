"""Is a pretend phone system: extensions that dial, ring, are answered, press keys, and hear words. Knows the messages; knows no socket.

It says to the alert daemon what the process of the phones would say, in the same order, as soon as somebody does something.
"""

import itertools
from collections.abc import Callable
from typing import assert_never

from msgspec.structs import replace

from appliance.api.phones.messages import (
    CALLS_MAX,
    CallId,
    Dialled,
    Ended,
    FromPhones,
    HangUp,
    Key,
    Lines,
    Registration,
    Ring,
    RingId,
    Rings,
    RingState,
    Setup,
    Speak,
    State,
)
from appliance.plan.messages import Language
from appliance.speech.clips import ClipId
from appliance.speech.sentences import fixed_words

UNPLUGGED = "the PBX knows no such number"
NOT_ANSWERED = "nobody answered"


class CannotBe(ValueError):
    """This cannot be done at this phone now. `str()` says why."""


class Phone:
    """One call of one phone: it dialled (`call`), or it rings or was answered for `ring`."""

    def __init__(self, number: str, dialled: Dialled | None = None, ring: Ring | None = None) -> None:
        self.number = number
        self.dialled = dialled
        self.ring = ring
        self.answered = False
        self.hears = ""


class PretendExchange:
    """The phones of one building. `tell` says something to the alert daemon, and gives whether one is there. `happens` is told the number
    of a phone, and what a person there would notice.
    """

    def __init__(self, tell: Callable[[FromPhones], bool], happens: Callable[[str, str], None]) -> None:
        self._tell = tell
        self._happens = happens
        self._calls: dict[CallId, Phone] = {}
        self._rung: dict[RingId, Phone] = {}
        self._over: set[RingId] = set()
        self._unplugged: set[str] = set()
        self._lost: str | None = None
        self._numbers = itertools.count(1)
        self._setup: Setup | None = None

    # ---- what the alert daemon says

    def daemon_is_there(self) -> None:
        """An alert daemon is there, perhaps another one than before."""
        self._setup = None

    def daemon_is_away(self) -> None:
        """No alert daemon is there: nothing rings any more."""
        self._ring(())

    def take(self, message: Setup | Rings | Speak | HangUp) -> None:
        """Do what the alert daemon says."""
        match message:
            case Setup():
                first, self._setup = self._setup is None, message
                if first:
                    self._register()
                    for phone in self._calls.values():
                        if phone.dialled is not None:
                            self._tell(replace(phone.dialled, again=True))
            case Rings(rings=rings):
                self._ring(rings)
            case Speak(call=call, clips=clips, tone=tone):
                if call in self._calls:
                    self._hear(self._calls[call], clips, tone=tone)
            case HangUp(call=call):
                if call in self._calls:
                    self._happens(self._calls.pop(call).number, "is hung up")
                    self._tell(Ended(call=call))
            case _:
                assert_never(message)

    # ---- what people do

    def dial(self, number: str, *, proved: bool = True, withheld: bool = False, diverted: str = "") -> None:
        """Let this phone dial the help extension. A number with a plus comes from outside. Raises CannotBe if it is busy."""
        if any(each.number == number for each in self._calls.values()):
            raise CannotBe(f"{number} is on the line: hang-up {number} first")
        if any(each.number == number for each in self._rung.values()):
            raise CannotBe(f"{number} rings or was answered: hang-up {number} first")
        dialled = Dialled(
            call=f"p{next(self._numbers)}",
            number=number,
            proved=proved,
            withheld=withheld,
            outside=number.startswith("+"),
            diverted=diverted,
        )
        self._calls[dialled.call] = Phone(number, dialled=dialled)
        self._tell(dialled)

    def answer(self, number: str) -> None:
        """Let somebody answer this phone, and hear the announcement begin. Raises CannotBe if it does not ring."""
        phone = self._of(number)
        if phone.ring is None or phone.answered:
            raise CannotBe(f"{number} does not ring")
        phone.answered = True
        for state in (State.ANSWERED, State.ANNOUNCED):
            self._tell(RingState(id=phone.ring.id, state=state))
        self._hear(phone, phone.ring.clips, tone=phone.ring.tone)

    def press(self, number: str, digit: str) -> None:
        """Let somebody press a key at this phone. Raises CannotBe if it is not on the line."""
        phone = self._of(number)
        if phone.dialled is None and not phone.answered:
            raise CannotBe(f"nobody has answered {number} yet")
        call = phone.dialled.call if phone.dialled is not None else ""
        self._tell(Key(of=phone.ring.id if phone.ring is not None else call, digit=digit))

    def hang_up(self, number: str) -> None:
        """Let somebody hang up this phone, or refuse its ringing. Raises CannotBe if it is not on the line."""
        phone = self._of(number)
        if phone.dialled is not None:
            del self._calls[phone.dialled.call]
            self._tell(Ended(call=phone.dialled.call))
        elif phone.ring is not None:
            self._end(phone.ring.id, State.ENDED if phone.answered else State.FAILED, "it was declined")

    def let_ring(self, number: str) -> None:
        """Let this phone ring until nobody has answered it. Raises CannotBe if it does not ring."""
        phone = self._of(number)
        if phone.ring is None or phone.answered:
            raise CannotBe(f"{number} does not ring")
        self._end(phone.ring.id, State.FAILED, NOT_ANSWERED)

    def plug(self, number: str, *, plugged: bool) -> None:
        """Take this phone off the phone system, or put it there again."""
        (self._unplugged.discard if plugged else self._unplugged.add)(number)
        self._happens(number, "is plugged in" if plugged else "is unplugged")

    def lose(self, why: str | None) -> None:
        """Let the phone system refuse the box's account, and why; None: it takes it again."""
        self._lost = why
        self._register()

    # ---- inside

    def _register(self) -> None:
        self._tell(Registration(why=self._lost))
        if self._lost is None:
            self._tell(Lines(working=CALLS_MAX))

    def _of(self, number: str) -> Phone:
        for phone in (*self._rung.values(), *self._calls.values()):
            if phone.number == number:
                return phone
        raise CannotBe(f"{number} is not on the line")

    def _ring(self, rings: tuple[Ring, ...]) -> None:
        wanted = {each.id: each for each in rings}
        self._over &= wanted.keys()
        for gone in [each for each in self._rung if each not in wanted]:
            self._happens(self._rung.pop(gone).number, "rings no more")
        for name, ring in wanted.items():
            phone = self._rung.get(name)
            if phone is None and name not in self._over:
                self._begin(ring)
            elif phone is not None:
                phone.ring = ring
                if phone.answered:
                    self._hear(phone, ring.clips, tone=ring.tone)

    def _begin(self, ring: Ring) -> None:
        if ring.to in self._unplugged:
            self._over.add(ring.id)
            self._tell(RingState(id=ring.id, state=State.FAILED, why=UNPLUGGED))
            return
        self._rung[ring.id] = Phone(ring.to, ring=ring)
        self._tell(RingState(id=ring.id, state=State.RINGING))
        self._happens(ring.to, "rings")

    def _end(self, ring: RingId, state: State, why: str) -> None:
        del self._rung[ring]
        self._over.add(ring)
        self._tell(RingState(id=ring, state=state, why="" if state is State.ENDED else why))

    def _hear(self, phone: Phone, clips: tuple[str, ...], *, tone: bool) -> None:
        said = " ".join((*(["(tone)"] if tone else []), *map(words_of, clips))) or "(silence)"
        if said != phone.hears:
            phone.hears = said
            self._happens(phone.number, f"hears: {said}")


def words_of(clip: str) -> str:
    """Give the words of a clip; of a name of the plan its id in that plan, because no plan is known here."""
    language, _, word = clip.partition(".")
    if language in {each.value for each in Language}:
        fixed = fixed_words(Language(language)).get(word)
        if fixed is not None:
            return fixed
    return f"<{ClipId(clip).partition('.')[2].replace('.', ' ')}>"
