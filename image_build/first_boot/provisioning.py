"""Does the second step: hands the running box what its seed gives, and stays until nothing is left to do. Speaks only to the desk line.

Each thing is done once, and noted once the box said that it is on disk. If this is killed at any moment, it begins again. A thing
that is done twice has the effect of one: the same key, plan or office is no news to the daemon.
"""

import asyncio
import logging
import random
from pathlib import Path

import msgspec

from appliance.api.ask import Ask, Reply
from appliance.api.board.board import BoardView
from appliance.api.board.outside import CopyLine
from appliance.api.client_line import LineLost
from appliance.api.desk.buttons import AskButtons
from appliance.api.desk.client import DeskClient
from appliance.api.desk.plan import AdoptPlanFile, AskPlan, PlanFacts
from appliance.api.desk.provisioning import BEGINS, KeepCredential, ReplaceBox, SetUp, TellSetUp
from appliance.api.records.recovery import AskRecovery, RecoveryKnown, UseRecoveryKey
from appliance.api.records.trust import BelieveOffice
from appliance.envelope.building_name import differ, names_told
from image_build.first_boot.generation import Generations
from image_build.first_boot.given import Given
from image_build.first_boot.news import progress_of, read, tell_result
from image_build.first_boot.outcome import Taken
from image_build.first_boot.places import Places
from image_build.first_boot.result import NOT_SET_UP, UNTESTED, told_on_screens
from image_build.first_boot.steps import NAMES, Step, left
from sync.replica.where import WhereError, kind_of, read_where
from sync.transport.whole_file import write_whole
from sync.uplink.backoff import Backoff
from sync.uplink.seeded import FOR_GOOD

# A press, or a line that opened: what a person waits for is gone from the screen before the person looks twice.
LOOK_EVERY_S = 5.0
ANSWER_WITHIN_S = 30.0  # a plan is an entry on a slow card
# The same time as for a replica that fell silent (core/copies.py). The replica restarts with the seed, and says at once where it copies
# to.
COPY_WITHIN_S = 300.0
CLIENT = "first boot"
NO_NEWS = "no-news"
BUTTONS_NAMED_MAX = 8  # as many as a person remembers on the way; the list has all of them

log = logging.getLogger("handbell.first_boot")


class Provisioning:
    """Sets up the running box. It is made once in a process, and `run` ends when nothing is left to do."""

    def __init__(
        self, places: Places, socket: Path, look_every_s: float = LOOK_EVERY_S, copy_within_s: float = COPY_WITHIN_S
    ) -> None:
        self._places = places
        self._socket = socket
        self._look_every_s = look_every_s
        self._copy_within_s = copy_within_s
        self._given_s = 0.0  # since when this seed has been in force, by the loop's clock
        self._given: Given | None = None
        self._taken = Taken(outcomes=())
        self._progress = progress_of(places)
        self._noted = self._progress
        self._not_noted = ""
        self._why: dict[Step, str] = {}
        self._told: dict[SetUp, str] = {}
        self._begins_anew = False

    async def run(self) -> None:
        """Work as long as something is left. If the daemon is away, wait for it."""
        backoff = Backoff(random.random)
        while True:
            try:
                async with DeskClient.connect(self._socket, desk=None, client=CLIENT) as line:
                    backoff.worked()
                    self._told.clear()  # another daemon may not know what was told
                    await self._until_done(line)
                    return
            except (LineLost, TimeoutError) as lost:
                log.warning("%s", lost or f"the box did not answer within {ANSWER_WITHIN_S:.0f} s")
            await asyncio.sleep(backoff.next_s())

    async def _until_done(self, line: DeskClient) -> None:
        await self._see_what_was_lost(line)
        while True:
            self._look()
            board = await _board(line)
            if self._given is not None:
                await self._hand_over(line, self._given, board)
            done = await self._tell(line, board)
            if done:
                return
            await asyncio.sleep(self._look_every_s)

    def _look(self) -> None:
        """Read what the first step found: a stick may have come meanwhile."""
        given = Generations(self._places.box).given()
        if given != self._given:
            self._given, self._given_s = given, asyncio.get_running_loop().time()
            self._why.clear()
        self._taken = read(self._places.taken, Taken) or self._taken

    # ---- what is handed over

    async def _see_what_was_lost(self, line: DeskClient) -> None:
        """Give the whole seed again to a box that has no plan although it was given something. It has lost that with its record, or it
        began anew.
        """
        if self._progress.done.keys() & _ASKED and not (await _plan(line)).rooms:
            log.warning("the box has no plan: it is given all of the seed again")
            again = set(_ASKED)
            # The box keeps its recovery key with its other keys. It may no longer be the seed's: that phrase may be burnt.
            if await _has_a_phrase(line):
                again.discard(Step.RECOVERY)
            self._progress = self._progress.without(*again)

    async def _hand_over(self, line: DeskClient, given: Given, board: BoardView) -> None:
        self._note()
        for step, digest in left(given, self._progress).items():
            why = await self._step(line, given, step, board)
            if why:
                self._why[step] = why
                continue
            self._why.pop(step, None)
            self._progress = self._progress.and_done(step, digest)
            self._note()
            log.warning("done: %s", NAMES[step])

    def _note(self) -> None:
        """Note what was done. A card that takes nothing must not keep the screens from being told; it is noted once the card takes
        something.
        """
        if self._progress == self._noted:
            return
        try:
            write_whole(self._places.progress, msgspec.json.encode(self._progress))
        except OSError as error:
            if str(error) != self._not_noted:  # it is tried again every few seconds, but logged once
                self._not_noted = str(error)
                log.warning("what was done cannot be noted: %s", error)
        else:
            self._noted = self._progress

    async def _step(self, line: DeskClient, given: Given, step: Step, board: BoardView) -> str:
        """Do one thing. Returns why it is not done yet; empty once it is."""
        match step:
            case Step.REPLACES:
                return await self._replaces(line, given)
            case Step.KEYS:
                return await self._keys(line, given)
            case Step.PLAN:
                return _why_not(await _asked(line, AdoptPlanFile(request=0, document=given.plan)), board)
            case Step.OFFICE:
                return _why_not(await _asked(line, BelieveOffice(request=0, fingerprint=given.office)), board)
            case Step.RECOVERY:
                return _why_not(await _asked(line, UseRecoveryKey(request=0, public=given.recovery)), board)
            case Step.COPY:
                return _not_copied(board.copy, self._places.box / "current" / "copy.json")
            case Step.DISTRICT:
                return _not_enrolled(board, given.server)
            case Step.TESTED:
                return await self._untested(line)

    async def _replaces(self, line: DeskClient, given: Given) -> str:
        building, box = map(bytes.fromhex, given.replaces.split())
        reply = await _asked(line, ReplaceBox(request=0, building=building, box=box))
        self._begins_anew = reply.code == BEGINS
        return "" if reply.ok else reply.says

    async def _keys(self, line: DeskClient, given: Given) -> str:
        refused = ""
        for key, secret in given.keys.items():
            reply = await _asked(line, KeepCredential(request=0, key=key, secret=secret))
            refused = refused or ("" if reply.ok else reply.says)
        return refused

    async def _untested(self, line: DeskClient) -> str:
        if Step.PLAN in self._why:
            return "The plan comes first."
        async with asyncio.timeout(ANSWER_WITHIN_S):
            known = await line.known(AskButtons(request=0))
        silent = [each.button for each in known.buttons if not each.pressed]
        if not silent:
            return ""
        more = f" and {len(silent) - BUTTONS_NAMED_MAX} more" if len(silent) > BUTTONS_NAMED_MAX else ""
        return f"{UNTESTED} Not pressed yet: {', '.join(silent[:BUTTONS_NAMED_MAX])}{more}."

    # ---- what is said

    async def _tell(self, line: DeskClient, board: BoardView) -> bool:
        """Say on every screen and in the result what is left to do. Returns whether nothing is left."""
        says = {
            SetUp.SEED_NOT_APPLIED: told_on_screens(self._taken),
            SetUp.NOT_SET_UP: await self._not_set_up(line),
            SetUp.BUTTONS_UNTESTED: UNTESTED if self._why.get(Step.TESTED, "").startswith(UNTESTED) else "",
        }
        for what, text in says.items():
            if self._told.get(what) != text and (await _asked(line, TellSetUp(request=0, what=what, says=text))).ok:
                self._told[what] = text
        try:
            names = _names_differ(board)
            why = {Step.DISTRICT: names, **self._why} if names else self._why
            tell_result(self._places, self._taken, self._progress, why)
        except OSError as error:
            log.warning("the result cannot be written: %s", error)
        # if it is not noted, a later start would put the plan back
        if says[SetUp.NOT_SET_UP] or self._progress != self._noted:
            return False
        return self._given is None or not left(self._given, self._progress)

    async def _not_set_up(self, line: DeskClient) -> str:
        """Say in one sentence what prevents this box from being set up. What it only waits for is not named."""
        if self._given is None:
            return "" if (await _plan(line)).rooms else NOT_SET_UP
        asked = [step for step in _ASKED if step in self._why and not (step is Step.REPLACES and self._begins_anew)]
        refused = [f"{NAMES[step]}: {self._why[step]}" for step in asked]
        late = asyncio.get_running_loop().time() - self._given_s >= self._copy_within_s
        if late and Step.COPY in self._why:
            refused.append(f"{NAMES[Step.COPY]}: {self._why[Step.COPY]}")
        district = self._why.get(Step.DISTRICT, "")
        if FOR_GOOD in district:
            refused.append(f"{NAMES[Step.DISTRICT]}: {district}")
        return f"Not all of the seed could be set up. {' '.join(refused)}" if refused else ""


# the steps that the daemon answers at once, with yes or no
_ASKED = (
    Step.REPLACES,
    Step.KEYS,
    Step.PLAN,
    Step.OFFICE,
    Step.RECOVERY,
)


async def _board(line: DeskClient) -> BoardView:
    async for board in line.states():
        return board
    raise AssertionError("the states of a line never end by themselves")


async def _plan(line: DeskClient) -> PlanFacts:
    async with asyncio.timeout(ANSWER_WITHIN_S):
        return await line.known(AskPlan(request=0))


async def _has_a_phrase(line: DeskClient) -> bool:
    async with asyncio.timeout(ANSWER_WITHIN_S):
        known = await line.ask(AskRecovery(request=0))
    return isinstance(known, RecoveryKnown) and known.fingerprint != b""


async def _asked(line: DeskClient, message: Ask[Reply]) -> Reply:
    async with asyncio.timeout(ANSWER_WITHIN_S):
        return await line.ask(message)


def _why_not(reply: Reply, board: BoardView) -> str:
    """Say why a step is not done. What the daemon already knew is done, once the disk takes entries."""
    if reply.ok or reply.code == NO_NEWS:
        return "" if reply.recorded and board.recording else "The disk does not write. Do not switch the box off."
    return reply.says or "The box gave no reason."


def _not_copied(line: CopyLine | None, file: Path) -> str:
    """Say why the copy is not done. The daemon knows of a copy once the replica has told it of one; its place says whether it is this
    seed's copy.
    """
    try:
        where = read_where(file)
    except WhereError as wrong:
        return str(wrong)
    if where is None or (
        line is not None and not line.silent and (line.kind, line.where) == (kind_of(where), where.says)
    ):
        return ""
    return (
        "The replica has not said yet that it copies to the place which the seed names: a dead card is a lost record."
        " systemctl status handbell-replica handbell-replica-far"
    )


def _not_enrolled(board: BoardView, server: str) -> str:
    """Say why the box is not enrolled. The line may be that of the former district: the box keeps it until the district that its seed
    names takes the box.
    """
    district = board.district
    if district is not None and district.reachable:
        if district.server.rstrip("/") not in {"", server.rstrip("/")}:
            stays = f"This box is with {district.server} still, and its seed names {server}."
            return district.why if server in district.why else stays
        return ""
    return (district.why if district is not None else "") or "The uplink has not said yet whether there is a line."


def _names_differ(board: BoardView) -> str:
    """Say what must still be put right once the box is enrolled; no step waits for it. Empty if the names belong to one building."""
    plan, named = board.plan_name, board.district.building_name if board.district is not None else ""
    return f"{names_told(plan, named)} Each desk says it as long as it is so." if differ(plan, named) else ""
