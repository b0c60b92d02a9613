"""Serves the process of the pages on one connection: what it asks for browsers, and the states of the pages that are open there. Decides
nothing about calls. A press is handed in at once, and its answer waits for the disk beside all others.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol, assert_never

from appliance.api.ask import Answer, Reply
from appliance.api.page.frames import ASKS_AT_ONCE_MAX, from_pages
from appliance.api.page.messages import (
    BrowserPaired,
    ClosePage,
    FromPages,
    OpenPage,
    PageGreeting,
    PageOpened,
    PagePressed,
    PageState,
    PageStates,
    PairBrowser,
    PlainOnly,
    PressPage,
    PrivateClosed,
    PrivateOpen,
    PrivateOpened,
    PrivateUp,
)
from appliance.api.page.own_page import DrawOwnPage
from appliance.api.page.plain import AskPlainRoom, PlainPressed, PressPlain
from appliance.api.page.wall import WallState
from appliance.core.ground.rejections import Rejection
from appliance.doors.page import pairing
from appliance.doors.page.challenges import Challenges
from appliance.doors.page.opening import NOT_ITS_BROWSER, STALE, Openings, Wish
from appliance.doors.page.pairing import Pairing
from appliance.doors.page.plain import PlainPresses
from appliance.doors.page.presses import Presses
from appliance.doors.page.private import PrivateLines
from appliance.doors.page.states import state_of
from appliance.doors.page.walls import OpenWalls
from appliance.doors.peer import Peer
from appliance.doors.served_line import ServedLine
from appliance.engine.engine import Engine
from appliance.engine.outcome import Done, Refused, Submission
from appliance.plan.ids import ButtonId
from appliance.plan.pairable import Pairable, PairedAs

KEPT_WAIT_S = 5.0  # promise 1: at the latest 5 s after a press the page is told that it was not delivered
NO_OWN_PAGE = "Own pages are asked of handbell browser-desk: this door reads no record."
NOT_DELIVERED = "Not delivered: use the phone."
CODES = {STALE: "stale", NOT_ITS_BROWSER: "not-its-browser"}
"""Refusals for which a page does something else than to say them: it signs anew, or it ends."""
BELOW = "This count is below the recorded one: it did not ring. Count on from {next}, or begin another ledger."


class Door(Protocol):
    """What a line needs of its door."""

    engine: Engine
    openings: Openings
    challenges: Challenges
    presses: Presses
    plain: PlainPresses
    private: PrivateLines

    def left(self, line: "PageLine") -> None:
        """Note that a line ended."""

    def is_plain(self) -> None:
        """Note that a line is for pages without encryption alone."""


class PageLine(ServedLine[FromPages]):
    """One line of the pages."""

    outstanding_max = ASKS_AT_ONCE_MAX

    def __init__(self, peer: Peer, door: Door) -> None:
        super().__init__(from_pages(), peer, "pages")
        self._door = door
        self._shown: dict[str, tuple[bytes, PageOpened]] = {}
        """Page that is open at the other end → the key of the browser that opened it, and what was last told of it."""
        self.walls = OpenWalls(door.engine)
        self.plain_only = False
        """Whether nobody's page, phone, desk or wall board hangs on this line."""

    def greet(self) -> None:
        """Say what a browser needs before it can sign."""
        challenge = self._door.challenges.newest(self._loop.time())
        self.send(PageGreeting(building=self._door.openings.building, challenge=challenge))

    def tell_news(self, pages: Iterable[str] | None = None) -> None:
        """Tell what changed of these pages, or of all. A page that lost its browser is over."""
        shown, over = self._look([*self._shown] if pages is None else [page for page in pages if page in self._shown])
        news = tuple(now.state for now, before in shown if now.state != before.state)
        planned = _planned_anew(shown)
        walls, closed = self.walls.look(anew=False) if pages is None else ((), ())
        if news or over or walls or closed or planned:
            self._tell(news, (*over, *closed), walls, planned)

    def tell_walls(self) -> None:
        """Tell what changed of the open wall boards."""
        walls, over = self.walls.look(anew=False)
        if walls or over:
            self._tell((), over, walls)

    def tell_anew(self) -> None:
        """Tell the states of all open pages, whatever changed, and a new challenge."""
        shown, over = self._look([*self._shown])
        walls, closed = self.walls.look(anew=True)
        self._tell(tuple(now.state for now, _ in shown), (*over, *closed), walls, _planned_anew(shown))

    def _look(self, pages: Iterable[str]) -> tuple[list[tuple[PageOpened, PageOpened]], tuple[str, ...]]:
        """Look at open pages: give what each says now and said before, and the pages that are over."""
        found: list[tuple[PageOpened, PageOpened]] = []
        over: list[str] = []
        for page in pages:
            known, (key, before) = self._door.presses.browser(page), self._shown[page]
            if known is None or known[1].public_key != key:
                del self._shown[page]
                over.append(page)
                continue
            now = self._says(0, known[0])
            self._shown[page] = key, now
            found.append((now, before))
        return found, tuple(over)

    def _says(self, request: int, what: Pairable) -> PageOpened:
        """Give what a page says and offers now. What is no page of a room says nothing here."""
        page = self._door.engine.board.index.pages.get(what.page) if what.kind is PairedAs.ROOM else None
        return PageOpened(
            request=request,
            room_name="" if page is None else what.name,
            kinds=() if page is None else tuple(kind.value for kind in page.kinds),
            carried=page is not None and page.carried,
            state=state_of(self._door.engine, what.page),
        )

    def _tell(
        self,
        states: tuple[PageState, ...],
        over: tuple[str, ...],
        walls: tuple[WallState, ...],
        planned: tuple[PageOpened, ...] = (),
    ) -> None:
        challenge = self._door.challenges.newest(self._loop.time())
        self.send(PageStates(challenge=challenge, states=states, walls=walls, over=over, planned=planned))

    def take(self, message: FromPages) -> None:
        if isinstance(message, PrivateUp | PrivateClosed | PlainOnly):
            self._hear(message)
            return
        if not self.started():
            says = f"More than {self.outstanding_max} requests are outstanding. Wait for an answer before asking more."
            self.refuse(says)
            return
        match message:
            case PressPage():
                self._press(message)
            case PairBrowser():
                self._pair(message)
            case OpenPage():
                self._open(message)
            case ClosePage():
                self._shown.pop(message.page, None)
                self.walls.close(message.page)
                self._say(Reply(request=message.request, ok=True))
            case AskPlainRoom():
                room = self._door.plain.room(message)
                self._refused(message.request, "not-open", room) if isinstance(room, str) else self._say(room)
            case DrawOwnPage():
                self._refused(message.request, "not-here", NO_OWN_PAGE)
            case PressPlain():
                self._press_plain(message)
            case PrivateOpen():
                self._open_private(message)
            case _:
                assert_never(message)

    def _hear(self, message: PrivateUp | PrivateClosed | PlainOnly) -> None:
        """Take what nobody answers."""
        match message:
            case PrivateUp():
                self._door.private.heard(message.page, message.data, self, self._loop.time())
            case PrivateClosed():
                self._door.private.went(message.page, self)
            case PlainOnly():
                self.plain_only = True
                self._door.is_plain()

    async def answer(self, message: FromPages) -> None:
        raise AssertionError(f"nothing is queued here: {message}")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.greet()

    def lost(self) -> None:
        self._door.left(self)

    # ---- what is asked

    def _open(self, asked: OpenPage) -> None:
        refused = self._door.presses.why_not_open(asked, self._loop.time())
        known = self._door.presses.browser(asked.page)
        if refused or known is None:
            self._refused(asked.request, CODES[refused or NOT_ITS_BROWSER], refused or NOT_ITS_BROWSER)
            return
        what, paired = known
        if what.kind is PairedAs.WALL:
            wall = self._door.engine.board.index.walls[what.page]
            self._say(self.walls.open(asked.request, wall, paired.public_key))
            return
        answer = self._says(asked.request, what)
        self._shown[asked.page] = paired.public_key, answer
        self._say(answer)

    def _open_private(self, asked: PrivateOpen) -> None:
        wish = Wish(asked.page, asked.ephemeral, asked.challenge, asked.signature)
        opened = self._door.private.open(wish, self, self.send, self._loop.time())
        if isinstance(opened, str):
            self._refused(asked.request, "not-open", opened)
            return
        ephemeral, begin = opened
        self._say(PrivateOpened(request=asked.request, ephemeral=ephemeral))
        begin()

    def _pair(self, asked: PairBrowser) -> None:
        taken = pairing.pair(self._door.engine, self._door.openings, asked.public_key, asked.proof)
        if isinstance(taken, str):
            self._refused(asked.request, "not-paired", taken)
        else:
            self._when_kept(taken.submission, lambda: self._paired(asked.request, taken))

    def _paired(self, request: int, taken: Pairing) -> None:
        match _outcome_of(taken.submission):
            case Done():
                self._say(
                    BrowserPaired(
                        request=request,
                        page=taken.what.page,
                        kind=taken.what.kind.value,
                        box_key=self._door.openings.lasting.public,
                        box_proof=taken.box_proof,
                    )
                )
            case Refused(rejection=rejection):
                self._refused(request, rejection.value, rejection.says)
            case None:
                self._refused(
                    request, "not-kept", "The disk does not take the pairing now. Ask the desk to begin again."
                )

    def _press(self, asked: PressPage) -> None:
        taken = self._door.presses.press(asked, self._loop.time())
        if isinstance(taken, str):
            self._refused(asked.request, CODES.get(taken, "not-taken"), taken)
        else:
            self._when_kept(taken, lambda: self._pressed(asked, taken))

    def _pressed(self, asked: PressPage, submission: Submission) -> None:
        match _outcome_of(submission):
            case Done():
                self._say(PagePressed(request=asked.request, repeat=False))
            case Refused(rejection=Rejection.REPEAT):
                counting = ButtonId(asked.page), asked.contact, asked.ledger.hex()
                recorded = self._door.engine.board.counters.get(counting, 0)
                if asked.counter < recorded:
                    self._refused(asked.request, "count-below-record", BELOW.format(next=recorded + 1))
                else:
                    self._say(PagePressed(request=asked.request, repeat=True))
            case _:
                self._refused(asked.request, "not-delivered", NOT_DELIVERED)

    def _press_plain(self, asked: PressPlain) -> None:
        taken = self._door.plain.press(asked, self._loop.time())
        if isinstance(taken, str):
            self._refused(asked.request, "not-taken", taken)
            return

        def kept() -> None:
            if isinstance(_outcome_of(taken), Done):
                self._say(PlainPressed(request=asked.request))
            else:
                self._refused(asked.request, "not-delivered", NOT_DELIVERED)

        self._when_kept(taken, kept)

    # ---- answers

    def _when_kept(self, submission: Submission, then: Callable[[], None]) -> None:
        """Answer once the disk has it, or after KEPT_WAIT_S if it has not."""
        once = _Once(then)
        late = self._loop.call_later(KEPT_WAIT_S, once)

        def kept(_done: object) -> None:
            late.cancel()
            once()

        submission.kept.add_done_callback(kept)

    def _refused(self, request: int, code: str, says: str) -> None:
        self._say(Reply(request=request, ok=False, code=code, says=says))

    def _say(self, answer: Answer) -> None:
        self.finished()
        self.send(answer)


def _planned_anew(shown: Iterable[tuple[PageOpened, PageOpened]]) -> tuple[PageOpened, ...]:
    """Give the pages of which the plan says something else than before."""

    def plan_of(each: PageOpened) -> tuple[object, ...]:
        return each.room_name, each.kinds, each.carried

    return tuple(now for now, before in shown if plan_of(now) != plan_of(before))


class _Once:
    """Calls a function at the first call, and never again."""

    def __init__(self, then: Callable[[], None]) -> None:
        self._then: Callable[[], None] | None = then

    def __call__(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()


def _outcome_of(submission: Submission) -> Done | Refused | None:
    """Give what became of it on the disk; None while the disk has not taken it."""
    kept = submission.kept
    return kept.result() if kept.done() and not kept.cancelled() else None
