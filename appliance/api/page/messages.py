"""Lists everything that travels between the alert daemon and the process of the pages. Both ends read it here.

The daemon sends `PageGreeting` at once, then `PageStates` whenever a phase changes, and anew every few seconds. The client asks for a
browser: to be paired, to open its page, to press, and to open a private line. Nothing here names a person, a call or another room, and
nothing here is a command: a press counts by its signature alone. What travels on a private line is sealed (`appliance/private_line`).
"""

from typing import Annotated

import msgspec

from appliance.api.ask import Answer, Ask, Refusal, Reply
from appliance.api.page.own_page import DrawOwnPage
from appliance.api.page.plain import AskPlainRoom, PressPlain
from appliance.api.page.signed import (
    BUILDING_LEN,
    CHALLENGE_LEN,
    LEDGER_LEN,
    NAME_BYTES_MAX,
    PROOF_LEN,
    PUBLIC_KEY_LEN,
    SIGNATURE_LEN,
)
from appliance.api.page.wall import WallOpened, WallState

SEALED_LEN_MAX = 64 * 1024  # one frame of a private line (`appliance.private_line.frames`)

type Name = Annotated[str, msgspec.Meta(min_length=1, max_length=NAME_BYTES_MAX)]
type Building = Annotated[bytes, msgspec.Meta(min_length=BUILDING_LEN, max_length=BUILDING_LEN)]
type Challenge = Annotated[bytes, msgspec.Meta(min_length=CHALLENGE_LEN, max_length=CHALLENGE_LEN)]
type Ledger = Annotated[bytes, msgspec.Meta(min_length=LEDGER_LEN, max_length=LEDGER_LEN)]
type Signature = Annotated[bytes, msgspec.Meta(min_length=SIGNATURE_LEN, max_length=SIGNATURE_LEN)]
type PublicKey = Annotated[bytes, msgspec.Meta(min_length=PUBLIC_KEY_LEN, max_length=PUBLIC_KEY_LEN)]
type Sealed = Annotated[bytes, msgspec.Meta(min_length=1, max_length=SEALED_LEN_MAX)]
type Proof = Annotated[bytes, msgspec.Meta(min_length=PROOF_LEN, max_length=PROOF_LEN)]


class PageGreeting(msgspec.Struct, frozen=True, kw_only=True, tag="page-greeting"):
    """What a browser needs before it can sign: the building's id, and a challenge that counts for some seconds."""

    building: Building
    challenge: Challenge


class PageState(msgspec.Struct, frozen=True, kw_only=True):
    """What one page shows. `phase` is the word of a button's lamp (`hardware.ports.Phase`). `dark`: show no light, a lockdown is on.

    `kept`: for each contact the highest count that is on disk, of the counting `ledger` (hex); empty before the first press.
    """

    page: str
    phase: str
    dark: bool
    kept: dict[str, int] = {}
    ledger: str = ""


class PageStates(msgspec.Struct, frozen=True, kw_only=True, tag="page-states"):
    """The state of open pages and wall boards: of all with each refresh, otherwise of those that changed. `challenge` is the newest.

    `over`: pages that may not be shown any more, because they were retired or another browser was paired. `planned`: open pages of which a
    new plan says something else: the name of the room, the kinds, or whether the computer is carried. They are answers that nobody asked
    for (`request` is 0).
    """

    challenge: Challenge
    states: tuple[PageState, ...] = ()
    walls: tuple[WallState, ...] = ()
    over: tuple[str, ...] = ()
    planned: tuple["PageOpened", ...] = ()


class BrowserPaired(Answer, frozen=True, kw_only=True, tag="browser-paired"):
    """Answer to PairBrowser: the browser is `page` from now on, and the entry of it is on disk.

    `kind` says what it is: room, phone, desk or wall (`appliance.plan.pairable`). `box_key`: the box's lasting key for private lines.
    `box_proof` is `box_proof` of the code that was typed: a browser that finds it wrong must not believe `box_key`.
    """

    page: str
    kind: str
    box_key: PublicKey
    box_proof: Proof


class PairBrowser(Ask[BrowserPaired], frozen=True, kw_only=True, tag="pair-browser"):
    """Pair a browser with the page for which a desk holds a window open. `proof` is `pairing_proof` of the code that was typed."""

    public_key: PublicKey
    proof: Proof


class PageOpened(Answer, frozen=True, kw_only=True, tag="page-opened"):
    """Answer to OpenPage: what the page says and offers. `kinds` are its contacts, in the order of the plan.

    What is paired and is no page of a room has no room, no contact and no phase: there `room_name` and the phase are empty.
    """

    room_name: str
    kinds: tuple[str, ...]
    carried: bool
    state: PageState


class OpenPage(Ask[PageOpened | WallOpened], frozen=True, kw_only=True, tag="open-page"):
    """A browser shows its page, or its wall board, from now on. The signature is over `open_bytes`."""

    page: Name
    challenge: Challenge
    signature: Signature


class ClosePage(Ask[Reply], frozen=True, kw_only=True, tag="close-page"):
    """No browser shows this page any more, so its state is not told any more."""

    page: Name


class PagePressed(Answer, frozen=True, kw_only=True, tag="page-pressed"):
    """Answer to PressPage: the press is on disk. `repeat`: it was there already, and rang nothing now."""

    repeat: bool


class PressPage(Ask[PagePressed], frozen=True, kw_only=True, tag="press-page"):
    """A press. The signature is over `press_bytes`. `age_ms` None: nobody knows when it was made."""

    page: Name
    contact: Name
    counter: int
    age_ms: int | None
    ledger: Ledger
    challenge: Challenge
    signature: Signature


class PrivateOpened(Answer, frozen=True, kw_only=True, tag="private-opened"):
    """Answer to PrivateOpen: the line is open. `ephemeral` is the public key that the box made for this line alone."""

    ephemeral: PublicKey


class PrivateOpen(Ask[PrivateOpened], frozen=True, kw_only=True, tag="private-open"):
    """A paired browser opens a private line. The signature is over `private_open_bytes`. A line of the same page before it is over."""

    page: Name
    ephemeral: PublicKey
    challenge: Challenge
    signature: Signature


class PrivateUp(msgspec.Struct, frozen=True, kw_only=True, tag="private-up"):
    """A sealed frame of a browser. Frames of one line are sent one after another, in their order."""

    page: Name
    data: Sealed


class PrivateDown(msgspec.Struct, frozen=True, kw_only=True, tag="private-down"):
    """A sealed frame for a browser."""

    page: Name
    data: Sealed


class PrivateClosed(msgspec.Struct, frozen=True, kw_only=True, tag="private-closed"):
    """A private line is over. From a browser: it went. To a browser: `code` says why, and `says` is the sentence for the person there.

    Codes: `retired` (pair it anew), `elsewhere` (the same browser opened another line), `broken` (open another line), `away` (try again
    in a moment). Whoever carries the line could send this too: a browser that is told *retired* says so, and forgets no key.
    """

    page: Name
    code: str = ""
    says: str = ""


class PlainOnly(msgspec.Struct, frozen=True, kw_only=True, tag="plain-only"):
    """Said first by a process that serves pages without encryption alone: no page of a room, phone, desk or wall board hangs on it."""


type FromPages = (
    PlainOnly
    | DrawOwnPage
    | PairBrowser
    | OpenPage
    | ClosePage
    | PressPage
    | PrivateOpen
    | PrivateUp
    | PrivateClosed
    | AskPlainRoom
    | PressPlain
)
type ToldToPages = PageGreeting | PageStates | PrivateDown | PrivateClosed
"""What the daemon sends without being asked."""
type ToPages = ToldToPages | Answer | Refusal
