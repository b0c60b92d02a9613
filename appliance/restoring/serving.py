"""Holds `handbell restore serve`: restores what somebody at a console asks for, and has it taken up. Has the box's keys, no stick and no
network. The phrase comes here from the console and goes nowhere else: into no file, no log and no other process. The socket's group
decides who may ask: whoever sits at a desk of this box, and knows the phrase.
"""

import asyncio
import contextlib
import logging
import socket
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path

import msgspec

from appliance.api.framing import Framer, LineError, frame
from appliance.api.restoring.fetching import KeptCopy
from appliance.api.restoring.messages import (
    FRAME_LEN_MAX,
    PHRASE_LEN_MAX,
    AskCopies,
    AskOffice,
    Copies,
    FromConsole,
    Laid,
    Looking,
    NotRestored,
    RestoreFrom,
    TakenUp,
    TakeUp,
    ToConsole,
    from_console,
)
from appliance.command_line import said
from appliance.envelope.phrase import NotAPhrase, entropy_of, private_of
from appliance.recovery import office_way
from appliance.restoring import office_desk
from appliance.restoring.ahead import Ahead
from appliance.restoring.doubts import UNVOUCHED, doubts
from appliance.restoring.expected import REPLACES
from appliance.restoring.fetching import Fetching
from appliance.restoring.names import same, shown, which
from appliance.restoring.own import has_a_record, own_box
from appliance.restoring.refused import Refused
from appliance.restoring.restoring import Restored, laid, lay
from appliance.settings import Settings
from appliance.swap import say_yes
from appliance.vault.errors import VaultError

SOCKET_MODE = 0o660  # as for the desk line, and with the same group
ASKED_WITHIN_S = 5.0  # a console asks as soon as it is connected
STILL_EVERY_S = 20.0  # a console waits two minutes for the next word
NEWS_EVERY_S = 1.0  # between two looks at how far it is
LINES_MAX = 16  # consoles of one building, each asking now and then

BUSY = NotRestored("busy", "Another copy is being restored at this box. Wait until that is done.")
NOBODY_FETCHES = NotRestored(
    "nobody-fetches",
    "Nothing looked for a copy. District IT finds out why: systemctl status handbell-fetch handbell-fetch-far",
)
NOTHING_LAID = NotRestored(
    "nothing-laid", "Nothing is restored and waits for a yes. Begin again with the recovery phrase."
)
AS_IT_CAME = (
    "Its place cannot be reached now. This is the copy as it was when the box fetched it, ahead of your question."
)
IN_USE = NotRestored(
    "in-use",
    "This box has a record of its own, which no console may put away. To restore a copy, begin with a new card.",
)
BEGINS = "The box begins anew with it as soon as no call is open here; that takes some seconds."

log = logging.getLogger("handbell.restore")


class RestoreDesk:
    """Answers consoles; one for the process."""

    def __init__(self, settings: Settings, fetching: Fetching, replaces: Path = REPLACES) -> None:
        self._settings = settings
        self._fetching = fetching
        self._ahead = Ahead(settings, fetching, replaces)
        self._working = asyncio.Lock()
        self._lines = 0

    async def serve(self, listening: socket.socket) -> None:
        """Answer until cancelled."""
        server = await asyncio.start_unix_server(self._line, sock=listening, limit=FRAME_LEN_MAX)
        async with server:
            self._ahead.begin()
            await server.serve_forever()

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines += 1
        answer: ToConsole | None = None
        try:
            if self._lines <= LINES_MAX:
                answer = await self._answer(await _question(reader), writer)
        except (
            LineError,
            msgspec.MsgspecError,
            TimeoutError,
            ConnectionError,
            UnicodeDecodeError,
            RecursionError,
        ) as error:
            # never log its bytes: they may hold the phrase
            log.warning("a console's question could not be read: %s", type(error).__name__)
        finally:
            self._lines -= 1
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
        if isinstance(answer, TakenUp):
            await self._forget()

    async def _forget(self) -> None:
        """Have the fetched copy destroyed: the new record has it now, and the copy would still open what is destroyed in the record
        later. What stays is named beside certificates.
        """
        try:
            told = await self._fetching.forget()
        except OSError as error:
            told, wrong = None, said(error)
        else:
            wrong = told.says if told is not None else NOBODY_FETCHES.says
        if wrong:
            log.warning("the copy that was fetched is still on this card: %s", wrong)

    async def _answer(self, asked: FromConsole, writer: asyncio.StreamWriter) -> ToConsole:
        if self._working.locked():
            await _say(writer, BUSY)
            return BUSY
        async with self._working:
            try:
                answer = await self._done(asked, writer)
            except (OSError, VaultError) as error:
                log.error("it could not be restored: %s", error)
                answer = NotRestored("disk", said(error))
        await _say(writer, answer)
        return answer

    async def _done(self, asked: FromConsole, writer: asyncio.StreamWriter) -> ToConsole:
        """Do what was asked, to the end even if the console is gone meanwhile: the next console finds it laid ready."""
        if not isinstance(asked, AskCopies) and await asyncio.to_thread(has_a_record, self._settings):
            return IN_USE
        match asked:
            case AskCopies():
                return await self._copies(writer)
            case RestoreFrom():
                return await self._restored(asked, writer)
            case AskOffice():
                return await self._by_office(writer, stop=asked.stop)
            case TakeUp():
                if laid(self._settings) is None:
                    return NOTHING_LAID
                say_yes(self._settings)
                return TakenUp(BEGINS)

    async def _copies(self, writer: asyncio.StreamWriter) -> ToConsole:
        ahead = self._ahead
        if ahead.is_coming:  # a person need not wait for the copy before they are asked for the phrase
            return self._told_of(ahead.known, _fetching_words(self._fetching.came_mib))
        async with _saying(writer, "Looking for a copy."):
            found = await self._fetching.look(own_box(self._settings))
        if found is None:
            return NOBODY_FETCHES
        ahead.begin()
        known = [*found.copies]
        if ahead.brought and ahead.found is not None and not any(same(each, ahead.found) for each in known):
            known.insert(0, ahead.found)  # the copy is here, whatever became of the place it came from
        return self._told_of(known, found.says)

    def _told_of(self, known: Sequence[KeptCopy], says: str) -> Copies:
        waits, named = laid(self._settings), self._ahead.named
        copies = [shown(each, named=(each.building, each.box) == named, known=known) for each in known]
        copies.sort(key=lambda each: not each.named)
        office = office_way.wanted(self._settings)
        code = office.code if office is not None else ""
        return Copies(tuple(copies), laid=_told(waits) if waits is not None else None, code=code, says=says)

    async def _by_office(self, writer: asyncio.StreamWriter, *, stop: bool) -> ToConsole:
        if stop:
            await asyncio.to_thread(office_way.give_up, self._settings)
            return office_desk.STOPPED
        now_ms = time.time_ns() // 1_000_000
        waits = await asyncio.to_thread(office_desk.asked, self._settings, now_ms)
        if waits is not None:
            return waits
        async with _saying(writer, "Opening what the safety office handed over, and checking every entry."):
            done = await asyncio.to_thread(office_desk.lay, self._settings, now_ms)
        return NotRestored(done.code, done.says) if isinstance(done, Refused) else _told(done)

    async def _restored(self, asked: RestoreFrom, writer: asyncio.StreamWriter) -> ToConsole:
        entropy = entropy_of(asked.phrase[:PHRASE_LEN_MAX])
        if isinstance(entropy, NotAPhrase):
            return NotRestored("not-a-phrase", entropy.says)
        place = which(asked.copy)
        if place is None:
            return NotRestored("no-such-copy", "There is no such copy. Look again which there are.")
        async with _saying(writer, lambda: _fetching_words(self._fetching.came_mib)):
            await self._ahead.done(place)
            fetched = await self._fetching.bring(*place, own_box(self._settings))
        here = self._ahead.brought and place[:2] == self._ahead.named
        if fetched is None and not here:
            return NOBODY_FETCHES
        if fetched is not None and not fetched.brought and not here:
            return NotRestored("not-fetched", fetched.says)
        async with _saying(writer, "Opening it and checking every entry."):
            done = await asyncio.to_thread(lay, self._fetching.copy, private_of(entropy), self._settings)
        if isinstance(done, Refused):
            return NotRestored(done.code, done.says)
        before = fetched is None or not fetched.brought
        return _told(done, (AS_IT_CAME,) if before else ())


def _fetching_words(came_mib: int) -> str:
    return f"Fetching the copy: {came_mib:,} MiB have come." if came_mib else "Fetching the copy."


def _told(done: Restored, besides: tuple[str, ...] = ()) -> Laid:
    says = [*besides]
    if not done.has_plan:
        says.append("No plan could be read in it: the building's plan is to be adopted again.")
    says += doubts(done)
    says += [] if done.vouched else [UNVOUCHED]
    says += [f"{name} in the bundle is damaged and was left out." for name in done.left_out]
    return Laid(
        up_to=done.up_to,
        copy_ms=done.copy_ms,
        open_calls=done.open_calls,
        lost_calls=done.lost_calls,
        missing=sum(last - first + 1 for first, last in done.gaps),
        used=bool(done.used_by),
        unproven=done.unproven,
        says=tuple(says),
    )


@contextlib.asynccontextmanager
async def _saying(writer: asyncio.StreamWriter, what: str | Callable[[], str]) -> AsyncGenerator[None]:
    """Say it now, whenever it changes, and again from time to time, so that whoever waits knows that the work goes on."""

    async def again() -> None:
        said, said_s = "", 0.0
        while True:
            says, now_s = what if isinstance(what, str) else what(), asyncio.get_running_loop().time()
            if says != said or now_s - said_s >= STILL_EVERY_S:
                await _say(writer, Looking(says))
                said, said_s = says, now_s
            await asyncio.sleep(NEWS_EVERY_S)

    saying = asyncio.get_running_loop().create_task(again())  # no task group: it would wrap errors of the disk
    try:
        yield
    finally:
        saying.cancel()
        await asyncio.wait([saying])


async def _question(reader: asyncio.StreamReader) -> FromConsole:
    framer = Framer(FRAME_LEN_MAX)
    async with asyncio.timeout(ASKED_WITHIN_S):
        while data := await reader.read(FRAME_LEN_MAX):
            for each in framer.feed(data):
                asked: FromConsole = from_console.decode(each)
                return asked
    raise LineError("it ended before it asked anything")


async def _say(writer: asyncio.StreamWriter, message: ToConsole) -> None:
    with contextlib.suppress(ConnectionError):
        writer.write(frame(message))
        await writer.drain()
