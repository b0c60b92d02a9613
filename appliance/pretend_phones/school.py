"""Holds pretend desk phones and obeys sentences. Knows the messages of the alert daemon; knows no socket, no SIP and no plan."""

import itertools
from collections.abc import Callable

from appliance.api.phones.messages import (
    CALLS_MAX,
    Dialled,
    Ended,
    FromPhones,
    HangUp,
    Key,
    Lines,
    Registration,
    Ring,
    Rings,
    RingState,
    Setup,
    Speak,
    State,
)

WORDS = """\
what can be said, a sentence a line:
  dial 2204               the phone 2204 dials the help extension, and the phone system vouches for it
  dial 2204 unproved      the same, and nobody vouches for it
  dial +17205550177       somebody calls from outside
  dial withheld           somebody calls and hides their number
  answer 2201             the phone 2201, which rings, is answered, and hears what it is told
  decline 2201            it is declined
  press 2201 1            a key is pressed, at a phone that was answered or one that called
  hang up 2204            the receiver is put down
  lose registration       the phone system answers no more
  register                it answers again
  phones                  what every phone does now
  quit"""
LOST = "The pretend phone system does not answer. Type: register."
OWN_LENGTH_MAX = 8  # an extension has 2 to 8 digits


class NotUnderstood(ValueError):
    """The sentence cannot be done. `str()` says why, and what can be said."""


class Phone:
    """One phone in use: it rings, was answered, or called. `id` is that of the ring or of the call."""

    def __init__(self, number: str, of: str, *, calls: Dialled | None = None, ring: Ring | None = None) -> None:
        self.number, self.id, self.calls, self.ring = number, of, calls, ring
        self.state = State.ANNOUNCED if calls else State.RINGING


type Say = Callable[[dict[str, str]], None]


class School:
    """All phones. `tell` says something to the alert daemon; `say` shows something to whoever pretends."""

    def __init__(self, tell: Callable[[FromPhones], bool], say: Say) -> None:
        self._tell, self._say = tell, say
        self._numbers = itertools.count(1)
        self._used: dict[str, Phone] = {}
        self._over: dict[str, State] = {}
        self._there = True

    def told(self, message: Setup | Rings | Speak | HangUp) -> None:
        """Do what the alert daemon says."""
        match message:
            case Setup():
                self._tell(Registration(why=None if self._there else LOST))
                self._tell(Lines(working=CALLS_MAX))
                for phone in self._used.values():
                    if phone.calls is not None:
                        self._tell(phone.calls)
            case Rings(rings=rings):
                self._shall_ring(rings)
            case Speak(call=call, clips=clips, tone=tone):
                for phone in self._used.values():
                    if phone.id == call:
                        self._hears(phone, clips, tone=tone)
            case HangUp(call=call):
                for phone in list(self._used.values()):
                    if phone.id == call:
                        self._end(phone)

    def obey(self, words: list[str]) -> None:
        """Do what a sentence says. Raises NotUnderstood."""
        match words:
            case ["dial", who]:
                self._dial(who, proved=True)
            case ["dial", who, "unproved"]:
                self._dial(who, proved=False)
            case ["answer", number]:
                self._answer(self._of(number, State.RINGING))
            case ["decline", number]:
                self._end(self._of(number, State.RINGING), State.FAILED, "it was declined")
            case ["press", number, digit] if len(digit) == 1 and digit in "0123456789*#":
                self._tell(Key(of=self._of(number, State.ANNOUNCED).id, digit=digit))
            case ["hang", "up", number]:
                self._end(self._of(number, State.ANNOUNCED))
            case ["lose", "registration"]:
                self._register(there=False)
            case ["register"]:
                self._register(there=True)
            case ["phones"]:
                for phone in self._used.values():
                    self._say({"phone": phone.number, "does": "calls" if phone.calls else phone.state.value})
            case _:
                raise NotUnderstood(f"There is no sentence {' '.join(words)!r}.\n{WORDS}")

    def _dial(self, who: str, *, proved: bool) -> None:
        number = "" if who == "withheld" else who
        digits = number.removeprefix("+")
        if number and not (digits.isascii() and digits.isdigit() and 2 <= len(digits) <= 15):
            raise NotUnderstood(
                f"{who!r} is no number. Write an extension such as 2204, a number such as +17205550177, or withheld."
            )
        if who in self._used:
            raise NotUnderstood(f"{who} is in use. Type: hang up {who}")
        if not self._there:
            raise NotUnderstood(LOST)
        outside = number.startswith("+") or len(digits) > OWN_LENGTH_MAX
        dialled = Dialled(
            call=f"pretend-{next(self._numbers)}",
            number=number,
            proved=proved and bool(number),
            withheld=not number,
            outside=outside,
        )
        self._used[who] = Phone(who, dialled.call, calls=dialled)
        self._tell(dialled)

    def _answer(self, phone: Phone) -> None:
        assert phone.ring is not None
        phone.state = State.ANNOUNCED
        for state in (State.ANSWERED, State.ANNOUNCED):
            self._tell(RingState(id=phone.id, state=state))
        self._hears(phone, phone.ring.clips, tone=phone.ring.tone)

    def _shall_ring(self, rings: tuple[Ring, ...]) -> None:
        wanted = {ring.id: ring for ring in rings}
        self._over = {each: state for each, state in self._over.items() if each in wanted}
        for phone in list(self._used.values()):
            if phone.ring is not None and phone.id not in wanted:
                del self._used[phone.number]
                self._say({"phone": phone.number, "does": "stops"})
        rung = {phone.id for phone in self._used.values()}
        for ring in rings:
            if ring.id in rung:
                self._changed(ring)
            elif ring.id not in self._over:
                self._ring(ring)

    def _ring(self, ring: Ring) -> None:
        if not self._there or ring.to in self._used:
            why = "it is busy" if self._there else "the call was lost on the way to it"
            self._over[ring.id] = State.FAILED
            self._tell(RingState(id=ring.id, state=State.FAILED, why=why))
            return
        self._used[ring.to] = Phone(ring.to, ring.id, ring=ring)
        self._tell(RingState(id=ring.id, state=State.RINGING))
        self._say({"phone": ring.to, "does": "rings", **({"practice": "yes"} if ring.practice else {})})

    def _changed(self, ring: Ring) -> None:
        phone = next(phone for phone in self._used.values() if phone.id == ring.id)
        if phone.ring != ring and phone.state is State.ANNOUNCED:
            self._hears(phone, ring.clips, tone=ring.tone)
        phone.ring = ring

    def _hears(self, phone: Phone, clips: tuple[str, ...], *, tone: bool) -> None:
        self._say({"phone": phone.number, "hears": " ".join([*(["a tone"] if tone else []), *clips]) or "nothing"})

    def _end(self, phone: Phone, state: State = State.ENDED, why: str = "") -> None:
        del self._used[phone.number]
        if phone.calls is not None:
            self._tell(Ended(call=phone.id))
        else:
            self._over[phone.id] = state
            self._tell(RingState(id=phone.id, state=state, why=why))
        self._say({"phone": phone.number, "does": "ends"})

    def _register(self, *, there: bool) -> None:
        self._there = there
        self._tell(Registration(why=None if there else LOST))

    def _of(self, number: str, state: State) -> Phone:
        phone = self._used.get(number)
        if phone is None or phone.state is not state:
            does = "does not ring" if state is State.RINGING else "is in no call"
            raise NotUnderstood(f"{number} {does}. Type: phones")
        return phone
