"""Lists everything that travels between the alert daemon and the process of the desk phones. Both ends read it here. Pure; knows no SIP.

The daemon sends `Setup` at once where the plan has desk phones, then `Rings`; both anew whenever they change. The process tells what it
sees. It is untrusted: the daemon checks each of its words. No message here names a person or a room: ids and clips are the daemon's own.
Both ends send `Alive` every `ALIVE_EVERY_S`; an end that hears nothing for `SILENT_AFTER_S` takes the line for dead.
"""

import enum
from typing import Annotated

import msgspec

from appliance.api.ask import Refusal

CALLS_MAX = 8
"""Calls at once, in and out together: each is a child process of its own. A flood of callers folds to few calls at the box, and a step of
the ladder rings few phones.
"""
RINGS_MAX = 64
"""Phones that shall ring now, over all open calls. More than `CALLS_MAX` wait for a line, in the order that the box gives."""
CLIPS_MAX = 64  # the longest sentence: a kind, a room of six digits said one by one, two languages; four times that
SENTENCE_LEN_MAX = 400  # a reason in words, for a trouble
ALIVE_EVERY_S = 5.0
SILENT_AFTER_S = 15.0
"""Three of them in a row did not come: as for a lamp (`hardware.ports.PHASE_STALE_AFTER_S`)."""

type RingId = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$")]
type CallId = Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$")]
type ClipId = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:+-]*$")]
"""A clip of the folder of phrases. The pattern keeps it from naming a file outside of it."""
type Dialable = Annotated[str, msgspec.Meta(pattern=r"^(\+[0-9]{8,15}|[0-9]{2,8})$")]
"""A number in E.164 with its plus (8 to 15 digits, ITU-T E.164), or an extension of 2 to 8 digits."""
type Heard = Annotated[str, msgspec.Meta(pattern=r"^(\+?[0-9]{1,20})?$")]
"""What a PBX says of a caller: digits, or nothing. Trunks write numbers in forms of their own, so that it is wider than `Dialable`."""
type Digit = Annotated[str, msgspec.Meta(pattern=r"^[0-9*#A-D]$")]
type Why = Annotated[str, msgspec.Meta(max_length=SENTENCE_LEN_MAX)]
type Clips = Annotated[tuple[ClipId, ...], msgspec.Meta(max_length=CLIPS_MAX)]
type Transport = Annotated[str, msgspec.Meta(pattern="^(tls|tcp|udp)$")]
type Address = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,3}){3}$")]
type Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
type Account = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""The account at the PBX. Only what needs no quoting in a SIP address, so that nothing of it is read as a parameter."""
type Digest = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{8,64})?$")]


class State(enum.Enum):
    """How far a phone that shall ring has come. `ANNOUNCED`: its announcement has begun, so that keys count from now on."""

    WAITING = "waiting"
    """Every line is taken: it rings as soon as one is free."""
    RINGING = "ringing"
    ANSWERED = "answered"
    ANNOUNCED = "announced"
    ENDED = "ended"
    """It was answered, and the call is over. It does not ring again for the same id."""
    FAILED = "failed"
    """Nobody answered, it was refused or busy, or it could not be reached: `why` says which. It does not ring again for the same id."""


class Setup(msgspec.Struct, frozen=True, kw_only=True, tag="phones-setup"):
    """What the plan says of the PBX. The account's secret never travels here: the process has it in a file of its own.

    `phrases`: the digest of the plan whose phrases are spoken (a folder of this name holds them); empty: no phrases are there, tones alone.
    """

    pbx: Address
    port: Port
    transport: Transport
    user: Account
    extension: Dialable
    phrases: Digest = ""


class Ring(msgspec.Struct, frozen=True, kw_only=True):
    """One phone that shall ring now. `id` is the box's, and another one each time the phone shall ring anew.

    `clips` are said when it is answered, again and again until a key, at most for the process's limit; `tone`: a tone before them.
    `practice`: this is a drill; the clips say so too.
    """

    id: RingId
    to: Dialable
    clips: Clips = ()
    tone: bool = False
    practice: bool = False


class Rings(msgspec.Struct, frozen=True, kw_only=True, tag="phones-rings"):
    """Every phone that shall ring now. One that is not in it any more stops ringing, and a call that it answered is hung up."""

    rings: Annotated[tuple[Ring, ...], msgspec.Meta(max_length=RINGS_MAX)]


class Speak(msgspec.Struct, frozen=True, kw_only=True, tag="phones-speak"):
    """What the caller of an open call is told from now on, again and again. It takes the place of what was said before.

    No clips and `tone` True: one tone and then silence (rooms marked quiet, a lockdown). Neither: silence.
    """

    call: CallId
    clips: Clips = ()
    tone: bool = False


class HangUp(msgspec.Struct, frozen=True, kw_only=True, tag="phones-hang-up"):
    """End this call: one that came in, by its call, or a phone that was answered, by its ring's id."""

    call: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class Alive(msgspec.Struct, frozen=True, kw_only=True, tag="phones-alive"):
    """Nothing else was to be said. Both ends send it."""


class Registration(msgspec.Struct, frozen=True, kw_only=True, tag="phones-registration"):
    """Whether the PBX answers for our account. `why` None: it does. Else a sentence that says what, where and what to do."""

    why: Why | None


class Lines(msgspec.Struct, frozen=True, kw_only=True, tag="phones-lines"):
    """How many lines work, of `CALLS_MAX`. Where the PBX itself does not answer, this says nothing of it: one cause is one trouble."""

    working: Annotated[int, msgspec.Meta(ge=0, le=CALLS_MAX)]
    why: Why = ""


class Dialled(msgspec.Struct, frozen=True, kw_only=True, tag="phones-dialled"):
    """Somebody dialled the help extension: this is the press, also if they hang up at once.

    `number`: the caller's, as the PBX says it. `proved`: the PBX itself vouches for it (P-Asserted-Identity); else the phone says it
    of itself, as anybody can. `withheld`: the caller asked for their number not to be shown. `outside`: it came over a trunk.
    `diverted`: the extension that sent the call on to ours; empty: dialled directly. `again`: it was told before, on a line that has ended:
    the call goes on, and is no new press if the alert daemon has it.
    """

    call: CallId
    number: Heard
    proved: bool
    withheld: bool
    outside: bool
    diverted: Heard = ""
    again: bool = False


class Ended(msgspec.Struct, frozen=True, kw_only=True, tag="phones-ended"):
    """A call that came in is over: the caller hung up, or the line failed."""

    call: CallId


class RingState(msgspec.Struct, frozen=True, kw_only=True, tag="phones-ring-state"):
    """How far a phone has come. Each state is told once, in this order."""

    id: RingId
    state: State
    why: Why = ""


class Key(msgspec.Struct, frozen=True, kw_only=True, tag="phones-key"):
    """A key was pressed in a call: `of` is the id of a ring that is announced, or the call of somebody who called."""

    of: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    digit: Digit


type ToPhones = Setup | Rings | Speak | HangUp | Alive | Refusal
"""What the alert daemon says. `Refusal`: the process said what is not understood; the line is closed after it."""
type FromPhones = Registration | Lines | Dialled | Ended | RingState | Key | Alive
"""What the process of the phones says. Nothing here is a command."""
