"""A phone with a private line as a real one has it, and the words in which the tests of private lines are told."""

from dataclasses import dataclass, field

from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.page.messages import PrivateClosed, PrivateDown, PrivateOpen, PrivateOpened, PrivateUp
from appliance.api.page.signed import box_proof, code_key, pairing_proof, private_open_bytes
from appliance.doors.page.pairing import open_window
from appliance.doors.page.private import Handler, PrivateLine
from appliance.plan.ids import ButtonId
from appliance.plan.messages import MessageWay
from appliance.plan.model import Plan
from appliance.plan.walls import Wall
from appliance.private_line.agreement_key import AgreementKey
from appliance.private_line.frames import Opener, Sealer
from appliance.private_line.line_keys import About, keys_of_browser
from tests.appliance.doors.harness import FRONT, school
from tests.appliance.doors.page.pages import BY, Browser, Building, PagesLine
from tests.patience import until

PHONE, OTHER_PHONE, WALL = ButtonId("ana-phone"), ButtonId("ben-phone"), ButtonId("staffroom")


def with_phones() -> Plan:
    """Make the school of the doors' tests with two phones, a wall board, and a browser at the front desk."""
    made = school()
    ana, ben, *others = made.people
    front, *desks = made.desks
    ana = replace(ana, ways=(MessageWay(by="page", to=PHONE),), agreed="2026-08-20")
    ben = replace(ben, ways=(MessageWay(by="page", to=OTHER_PHONE, school=True),))
    assert front.desk == FRONT
    return replace(
        made,
        people=(ana, ben, *others),
        desks=(replace(front, browser=True), *desks),
        walls=(Wall(WALL, "Staff room"),),
    )


@dataclass
class Answering:
    """Takes lines of phones, and answers each text with the same text."""

    lines: list[PrivateLine] = field(default_factory=list)
    heard: list[tuple[str, bytes]] = field(default_factory=list)
    over: list[str] = field(default_factory=list)

    def take(self, line: PrivateLine) -> Handler:
        self.lines.append(line)
        line.send(b'"hello"')
        return _Handler(self, line)


class _Handler:
    def __init__(self, answering: Answering, line: PrivateLine) -> None:
        self._answering = answering
        self._line = line

    def heard(self, text: bytes) -> None:
        self._answering.heard.append((self._line.page, text))
        if text == b"raise":
            raise RuntimeError("what a phone said is no reason to fall")
        self._line.send(text)

    def closed(self) -> None:
        self._answering.over.append(self._line.page)


class Phone(Browser):
    """A browser that was told the box's key as it was paired, and opens private lines with it."""

    box_key = b""
    page = PHONE

    async def is_paired(self, building: Building, page: ButtonId = PHONE) -> "Phone":
        """Pair it with an id, and believe the box's key by its proof."""
        code = await open_window(building.harness.engine, self.line.building, page, BY)
        paired = await self.pairs(code)
        assert not isinstance(paired, Reply), paired.says
        key = code_key(self.line.building, code)
        assert pairing_proof(key, self.line.building, self.public) != paired.box_proof
        assert box_proof(key, self.line.building, paired.box_key, self.public) == paired.box_proof
        self.box_key, self.page = paired.box_key, page
        return self

    def wish(self, ephemeral: AgreementKey, page: str | None = None, challenge: bytes | None = None) -> PrivateOpen:
        """Make the opening of a line, signed."""
        page, challenge = page or self.page, challenge or self.line.challenge
        signature = self.signs(private_open_bytes(self.line.building, page, ephemeral.public, challenge))
        return PrivateOpen(request=0, page=page, ephemeral=ephemeral.public, challenge=challenge, signature=signature)

    async def opens_line(self) -> "End":
        """Open a private line."""
        own, challenge, since = AgreementKey.generate(), self.line.challenge, len(self.line.carried)
        opened = await self.line.client.ask(self.wish(own))
        assert isinstance(opened, PrivateOpened), opened
        keys = keys_of_browser(About(self.line.building, self.page, challenge), own, self.box_key, opened.ephemeral)
        return End(self.line, self.page, Sealer(keys.up), Opener(keys.down), since)


@dataclass
class End:
    """The browser's end of one private line. `since`: how many messages of private lines had come before it was asked for."""

    line: PagesLine
    page: str
    up: Sealer
    down: Opener
    since: int
    read: int = 0

    def sends(self, frame: bytes) -> None:
        """Hand a frame to the carrier as it is."""
        self.line.client.carry(PrivateUp(page=self.page, data=frame))

    def says(self, text: bytes) -> None:
        self.sends(self.up.seal(text))

    async def hears(self) -> bytes:
        """Wait for the next frame, and open it."""
        await until(lambda: len(self._came()) > self.read)
        frame = self._came()[self.read]
        assert isinstance(frame, PrivateDown), frame
        self.read += 1
        return self.down.open(frame.data)

    async def is_over(self) -> str:
        """Wait until the line is over, and give the code of why."""
        await until(lambda: any(isinstance(each, PrivateClosed) for each in self._came()))
        return next(each.code for each in self._came() if isinstance(each, PrivateClosed))

    def _came(self) -> list[PrivateDown | PrivateClosed]:
        """Give what came of this line. What says first that a line is over speaks of the line before."""
        came = [each for each in self.line.carried[self.since :] if each.page == self.page]
        return came[1:] if came and isinstance(came[0], PrivateClosed) else came
