"""A school with a phone system: alert daemon, process of the phones, Kamailio and telephones, all of them real processes.

async with Telephones.at(folder, phrases) as school:
        room = school.rings_in("2201")               # a telephone, on and registered
        room.dial(HELP)
        card = await school.desk.sees("B201")
        assert await school.heard(room) == "…"       # what its earpiece said, by a recogniser

The box's end of the cable is a network of its own, where the process of the phones runs with eight baresips. Knows no trouble: the test
that breaks something says what is right.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from msgspec.structs import replace

from appliance.api.board.calls import CallCard
from appliance.api.board.supervised import TroubleLine
from appliance.api.phones.messages import CALLS_MAX
from appliance.core.calls.commands import ReportShown
from appliance.plan.document import digest, to_document
from appliance.plan.ids import PersonId, PhoneId, TeamId, ZoneId
from appliance.plan.messages import MessageWay, Team
from appliance.plan.model import Plan, Step
from appliance.plan.telephones import SharedPhone, Telephone, Transport
from appliance.speech.phrases import phrases_of, sentence_of
from appliance.voice.recogniser import Recogniser, normal
from appliance.voice.renewing import renew
from appliance.voice.sound import Sound, read_sound
from appliance.voice.voices import SHIPPED
from tests.appliance.phones.sound import LEVEL, WINDOW_S
from tests.commands import handbell
from tests.patience import patient, until
from tests.phones_rig.network import PBX, end
from tests.phones_rig.pbx import Routing
from tests.phones_rig.phone import Phone
from tests.phones_rig.rig import HANDBELL, HELP, PhonesRig, secret_of
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.school import ALL_WEEK, school

VASQUEZ, QUIMBY, OFFICE = "2210", "+17205550111", "2100"
"""The desk phone of one person, the own phone of another, and the phone that anybody may answer."""
GROUP = "2300"
"""A number at which the phone system rings two phones at once."""
STRANGER, OUTSIDE = "2299", "+17205550177"
IN_GROUP = ("2311", "2312")
ROOMS = ("2201", "2202", "2203", "2204")
EXTENSIONS = (*ROOMS, VASQUEZ, OFFICE, STRANGER, *IN_GROUP)
RUNS = "import sys; from appliance.phones.command import main; sys.exit(main(sys.argv[1:]))"
ROOT = Path(__file__).parents[2]
TONES_S = 3
"""An announcement begins with a tone, and in the first second after a start with two. The recogniser knows no tones, so it is asked again
without the first half second, and so on.
"""
PAUSE_S = 0.8
"""Between two times of a sentence there is a longer one (`appliance/phones/clips.py`), and within a sentence there is none."""
TONE_S_MAX = 0.8  # a tone, or two with little between them: shorter than any sentence
USUAL = Routing(aliases={HELP: HANDBELL}, groups={GROUP: IN_GROUP})


def with_telephones(transport: Transport = Transport.UDP, *, lead: str = VASQUEZ, quiet: str = "") -> Plan:
    """Make the school with a phone system. `lead`: where the lead is phoned. `quiet`: the room whose phone must not speak."""
    plan = school(4)
    rooms = tuple(
        replace(room, name=f"Room {room.room.removeprefix('B')}", phone=phone, quiet=room.room == quiet)
        for room, phone in zip(plan.rooms, ROOMS, strict=True)
    )
    ways = {"vasquez": lead, "quimby": QUIMBY}
    people = tuple(
        replace(each, agreed="2026-08-20", ways=(MessageWay("phone", ways[each.person], hours=ALL_WEEK),))
        for each in plan.people
    )
    return replace(
        plan,
        rooms=rooms,
        people=people,
        teams=(Team(TeamId("lead"), "Lead", (PersonId("vasquez"),)),),
        telephone=Telephone(PBX, HELP, transport=transport, user=HANDBELL),
        shared_phones=(SharedPhone(PhoneId("office"), "Phone at the front desk", OFFICE, ZoneId("office")),),
        ladder=(
            Step(0, plan.ladder[0].desks, teams=(TeamId("lead"),), phones=(PhoneId("office"),)),
            *plan.ladder[1:],
        ),
    )


def spoken(folder: Path, plan: Plan, *others: Path) -> Path:
    """Record the phrases of a plan with the voice of the box; those that are in `others` are taken from there."""
    renew(folder, digest(to_document(plan)), phrases_of(plan), voices=SHIPPED, others=others)
    return folder


class JumpingBox(Box):
    """A box whose wall clock can be set while it runs."""

    @property
    def _off_by(self) -> Path:
        return self.folder / "clock"

    def jump(self, seconds: int) -> None:
        """Set the wall clock so many seconds off from now on."""
        self._off_by.with_suffix(".new").write_text(str(seconds * 1_000_000_000))
        self._off_by.with_suffix(".new").rename(self._off_by)

    def command(self, *more: str) -> list[str]:
        """Give the command that systemd would run, with this clock."""
        self.jump(0)
        reads = f"import time; at = open; true_ns = time.time_ns; time.time_ns = lambda: true_ns() + int(at({str(self._off_by)!r}).read())"
        return [*handbell("alert", before=reads), *super().command(*more)[2:]]


class Telephones:
    """`box` with its process of the phones, `rig` with phone system and telephones, and `desk` with somebody at it."""

    def __init__(self, box: JumpingBox, rig: PhonesRig, folder: Path) -> None:
        self.box, self.rig = box, rig
        self.desk: Desk
        self._folder = folder
        self._secret = folder / "telephone.secret"
        self._secret.write_text(secret_of(HANDBELL))
        self._secret.chmod(0o600)
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    @asynccontextmanager
    async def at(
        cls,
        folder: Path,
        phrases: Path,
        *,
        plan: Plan | None = None,
        routing: Routing = USUAL,
        data: Path | None = None,
    ) -> AsyncIterator["Telephones"]:
        """Start everything, with somebody at the front desk; the phone system has the box's lines when this returns. `phrases` holds those
        that were recorded already.
        """
        plan = plan or with_telephones()
        (folder / "rig").mkdir()
        spoken(folder / "phrases", plan, phrases)
        async with AsyncExitStack() as stack:
            rig = stack.enter_context(PhonesRig(folder / "rig", extensions=EXTENSIONS, routing=routing))
            box = await stack.enter_async_context(JumpingBox(folder / "box", plan=plan, data=data))
            (box.data.parent / "handbell-phrases").symlink_to(folder / "phrases")
            made = cls(box, rig, folder)
            stack.callback(made.kill_phones)
            await box.starts()
            made.desk = await box.desk("front")
            made.starts_phones()
            await made.is_registered()
            yield made

    # ---- the process of the phones

    def starts_phones(self) -> None:
        """Start it, in the box's network."""
        words = [sys.executable, "-c", RUNS, "--socket", str(self.box.run / "phones.sock"), "--run"]
        words += [
            str(self._folder / "phones"),
            "--phrases",
            str(self._folder / "phrases"),
            "--secret",
            str(self._secret),
        ]
        words += ["--ca", str(self.rig.certificates.authority)]
        with self.box.journal_file.open("ab") as journal:
            self._process = subprocess.Popen(
                self.rig.network.box.command(*words),
                stdout=journal,
                stderr=journal,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                start_new_session=True,
            )

    def hangs_phones(self) -> None:
        """Let it stand still, as a process does that hangs."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGSTOP)

    def kill_phones(self) -> None:
        """Kill it and all its lines."""
        if self._process is not None:
            end(self._process)
            self._process = None

    def lines(self) -> list[int]:
        """Give the processes of its lines."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [int(each) for each in children.read_text().split()]

    def kill_line(self, pid: int) -> None:
        """Kill one line, as the kernel does where memory is short."""
        os.kill(pid, signal.SIGKILL)

    async def is_registered(self) -> None:
        """Wait until the phone system has all of the box's lines, and the desk has no trouble of telephones."""
        await until(lambda: self.rig.pbx.contacts(HANDBELL) >= CALLS_MAX)
        await self.desk.board(lambda board: not _of_phones(board.troubles))

    # ---- telephones

    def phone(self, number: str, **more: object) -> Phone:
        """Give a telephone that is on and registered."""
        return self.rig.registered(number, **more)

    async def call(self, holds: Callable[[CallCard], bool] = lambda card: True, within_s: float = 5.0) -> CallCard:
        """Wait for a call of which this is true. Once it is recorded, it is reported painted and sounding, as a console does by itself:
        otherwise its caller hears after 5 s that nobody has answered.
        """
        board = await self.desk.board(lambda board: any(map(holds, board.calls)), within_s)
        card = next(filter(holds, board.calls))
        if card.recorded:
            async with patient():  # the box refuses what it knows already
                await self.desk.line.act(ReportShown(incident=card.incident))
        return card

    def words(self, *rows: tuple[str, ...]) -> list[str]:
        """Give what rows of clips say, as `heard` gives it."""
        phrases = phrases_of(self.box.plan)
        return [normal(sentence_of(row, phrases)) for row in rows]

    def heard(
        self, phone: Phone, rows: Iterable[tuple[str, ...]], part: tuple[float, float] | None = None
    ) -> list[str]:
        """Give which of these rows of clips the earpiece of a phone said in its last call, in order, what was said again once. `part`: only
        between these seconds of the call.
        """
        sentences = self.words(*rows)
        sound = read_sound(phone.heard())
        said: list[str] = []
        for begin, end_s in _pieces(sound, *((0.0, sound.length_ms / 1000) if part is None else part)):
            for skipped in range(TONES_S * 2):
                words = Recogniser().heard_in(_between(sound, begin + skipped / 2, end_s), sentences, looped=True)
                if found := _cut(words, sentences):
                    said += [each for each in found if said[-1:] != [each]]
                    break
        return said


def _pieces(sound: Sound, begin: float, end_s: float) -> list[tuple[float, float]]:
    """Give where something is said between these seconds, from pause to pause. Tones alone are left out, and so is a sentence that this
    part begins or ends in the middle of, since of it anything may be heard; but one is given where no other is there.

    The whole recording tells where a sentence begins and ends: between two words it is silent too, and this part may begin or end there.
    """
    found = _from_pause_to_pause(sound)
    ended_s = sound.length_ms / 1000 - PAUSE_S  # of what is said later nobody knows whether it ended
    whole = [(first_s, last_s) for first_s, last_s in found if first_s >= begin and last_s <= min(end_s, ended_s)]
    cut = [(max(first_s, begin), min(last_s, end_s)) for first_s, last_s in found]
    said = [[each for each in some if each[1] - each[0] > TONE_S_MAX] for some in (whole, cut)]
    return [(first_s - 5 * WINDOW_S, last_s + 10 * WINDOW_S) for first_s, last_s in said[0] or said[1]]


def _from_pause_to_pause(sound: Sound) -> list[tuple[float, float]]:
    """Give where a recording is loud, in seconds."""
    size = round(sound.rate_hz * WINDOW_S)
    found: list[list[int]] = []
    for place in range(len(sound.samples) // size):
        if max(map(abs, sound.samples[place * size : (place + 1) * size])) <= LEVEL:
            continue
        if found and place - found[-1][1] < PAUSE_S / WINDOW_S:
            found[-1][1] = place
        else:
            found.append([place, place])
    return [(first * WINDOW_S, (last + 1) * WINDOW_S) for first, last in found]


def _between(sound: Sound, begin: float, end_s: float) -> Sound:
    begin = max(begin, 0.0)
    return Sound(sound.rate_hz, sound.samples[round(begin * sound.rate_hz) : round(end_s * sound.rate_hz)])


async def now(ask: Callable[..., object], *words: object, **more: object) -> object:
    """Wait for a telephone without holding up the desk's line."""
    return await asyncio.to_thread(ask, *words, **more)


def _of_phones(troubles: Iterable[TroubleLine]) -> list[str]:
    return [each.what for each in troubles if each.what.startswith(("phones", "phrases"))]


def _cut(words: str, sentences: list[str]) -> list[str]:
    """Cut what was heard into sentences, the longest first; what was said again counts once. A cut end is left out."""
    said: list[str] = []
    rest = words
    while rest:
        found = next((each for each in sorted(sentences, key=len, reverse=True) if rest.startswith(each)), None)
        if found is None:
            break
        rest = rest.removeprefix(found).strip()
        if said[-1:] != [found]:
            said.append(found)
    return said
