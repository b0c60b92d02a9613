"""Runs a box whose record is copied to a stick, and a blank card that takes its place. Each part is a process of its own, as on the boxes.

async with Replica.of(box, stick) as replica:
        await seals_for(desk, PHRASE)
        await is_safe(desk)
async with Blank(folder, computer) as new:
        await new.starts()
        said = await new.is_restored(stick, PHRASE)

Knows no entry.
"""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from appliance.api.board.board import BoardView
from appliance.api.records.recovery import UseRecoveryKey
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.phrase import NotAPhrase, entropy_of, new_phrase, private_of
from appliance.envelope.public_half import section_of
from sync.replica.folder import prepare
from tests.patience import patience, patient
from tests.proof.lan import Computer
from tests.proof.wing import NetBox
from tests.sync.replica.servers import tree_of
from tests.system.box import HANDBELL, Box
from tests.system.desk import Desk
from tests.system.school import school

PHRASE = new_phrase(bytes(range(16)))
SAFE_WITHIN_S = 180.0  # the replica looks for changes each minute, and only then the box seals and the replica copies
ENDS_WITHIN_S = patience(30)


@dataclass(slots=True)
class Replica:
    """`handbell replica run` beside a box, with real Litestream as its child."""

    process: subprocess.Popen[bytes]
    folder: Path

    @staticmethod
    @asynccontextmanager
    async def of(box: Box, where: Path) -> AsyncIterator["Replica"]:
        """Run the replica until the block ends or it dies. `where` is a stick, which is made a target for copies."""
        prepare(where)
        run = Path(tempfile.mkdtemp(prefix="copy", dir="/tmp"))  # the path of a socket has at most 107 letters
        (run / "copy.json").write_text(json.dumps({"to": "folder", "path": str(where)}))
        words = [str(HANDBELL), "replica", "run", "--data", str(run / "replica"), "--run", str(box.run)]
        words += ["--own-run", str(run), "--seeded", str(run / "copy.json")]
        with box.journal_file.open("ab") as journal:
            replica = Replica(subprocess.Popen(words, stdout=journal, stderr=journal), run)
        try:
            yield replica
        finally:
            replica.dies()
            shutil.rmtree(run)

    def dies(self) -> None:
        """Kill the replica with SIGKILL, and Litestream with it, as a power cut would."""
        for pid in (*reversed(tree_of(self.process.pid)), self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


class Blank(NetBox):
    """A new card: no plan, no key and no record, and a computer of its own."""

    def __init__(self, folder: Path, computer: Computer) -> None:
        folder.mkdir()
        super().__init__(folder, computer, replace(school(1), buttons=()))
        self._adopted = True  # so the rig adopts no plan: nobody gives this box one

    async def is_restored(self, stick: Path, phrase: str) -> str:
        """Restore from the stick with the phrase, and begin anew with what was restored; give what a person was told."""
        fetched = self.folder / "fetched"
        await _handbell("replica", "fetch", "--from", str(stick), "--to", str(fetched))
        said = await _handbell("restore", "--from", str(fetched), "--data", str(self.data), typed=f"{phrase}\n")
        await begins_anew(self)
        return " ".join(said.split())


async def begins_anew(box: Box) -> None:
    """Wait until the daemon ends by itself, since a restored record waits and no call is open. Then start it again, as systemd does."""
    async with patient(ENDS_WITHIN_S):
        while box.running:
            await asyncio.sleep(0.05)
    box.kill()
    await box.starts()


def phrase_section() -> str:
    """Give the seed's section about the phrase."""
    return section_of(_private(PHRASE).public.raw)


async def seals_for(desk: Desk, phrase: str) -> None:
    """Let the box make its recovery bundle for this phrase from now on."""
    reply = await desk.line.ask(UseRecoveryKey(request=0, public=_private(phrase).public.raw))
    assert reply.ok, reply.says  # type: ignore[union-attr]


async def is_safe(desk: Desk) -> int:
    """Wait until a desk shows that everything so far is proved, with the newest bundle; give the newest proved entry."""
    board = await desk.board(_all_is_there, SAFE_WITHIN_S)
    assert board.copy is not None
    return board.copy.proved


def _private(phrase: str) -> PrivateKey:
    entropy = entropy_of(phrase)
    assert not isinstance(entropy, NotAPhrase)
    return private_of(entropy)


def _all_is_there(board: BoardView) -> bool:
    copy = board.copy
    return copy is not None and not copy.trouble and copy.proved == copy.head and 0 < copy.bundle == copy.bundle_made


async def _handbell(*words: str, typed: str = "") -> str:
    """Run a command to its end, which must be a good one; give what it printed."""
    pipe = subprocess.PIPE
    running = await asyncio.create_subprocess_exec(str(HANDBELL), *words, stdin=pipe, stdout=pipe, stderr=pipe)
    async with patient(ENDS_WITHIN_S):
        said, wrong = await running.communicate(typed.encode())
    assert running.returncode == 0, f"{words}: {wrong.decode()}{said.decode()}"
    return said.decode()
