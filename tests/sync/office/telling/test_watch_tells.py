"""Tests that a real watch of a real district tells by program, mail and file, and that after a kill it tells nothing twice and loses
nothing.
"""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.office.keyring import Keyring
from sync.office.office import now_ms
from tests.appliance.logbook.box import call, stand_down
from tests.patience import until
from tests.sync.district.serving import Server
from tests.sync.office.conftest import seal_for
from tests.sync.office.machines import COMMAND, WORDS, Machines, running
from tests.sync.office.telling.post import Post, text_of
from tests.sync.office.telling.test_looking import exhausted
from tests.sync.office.test_office import school

NAMES = ("B204", "wall", "assist", "Ortiz", "front")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = Server(tmp_path / "district").init().start()
    yield found
    found.stop()


class Watch:
    """`handbell office watch` as a process of its own; it ends as by a power cut."""

    def __init__(self, machines: Machines, program: Path, mail: Path, file: Path) -> None:
        self.out, self.complains = machines.folder / "watch.out", machines.folder / "watch.err"
        channels = ("--run", program, "--mail", mail, "--to-file", file)
        self._made = [*COMMAND, "watch", *map(str, (*machines.online, *channels))]

    @contextmanager
    def runs(self) -> Iterator["Watch"]:
        with (
            self.out.open("wb") as out,
            self.complains.open("wb") as beside,
            subprocess.Popen(self._made, stdout=out, stderr=beside) as process,
        ):
            try:
                yield self
            finally:
                process.send_signal(signal.SIGKILL)

    def says(self, words: str) -> bool:
        """Whether it said these words beside the calls that it prints: a service keeps those in its journal."""
        return words in self.complains.read_text()


def looked(file: Path) -> int:
    return file.stat().st_mtime_ns if file.exists() else 0


@pytest.mark.slow
async def test_each_way_tells_once_over_kills_and_failures_and_then_that_it_is_over(
    server: Server, tmp_path: Path
) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    program, file, seen = tmp_path / "hand-on", tmp_path / "told.txt", tmp_path / "seen"
    post = Post(tmp_path)
    (tmp_path / "authority.pem").write_bytes(post.authority.pem)
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o700)
    watch = Watch(machines, program, post.settings(), file)

    def told() -> list[dict[str, object]]:
        return [json.loads(line) for line in seen.read_text().splitlines()] if seen.exists() else []

    def owed(channel: str) -> list[object]:
        kept: dict[str, list[object]] = json.loads((machines.data / "telling" / f"{channel}.json").read_bytes())
        return kept["owed"]

    async with school(server, tmp_path, "Cedar Creek") as cedar:
        await seal_for(cedar.box, *Keyring.open(machines.data, WORDS).keys)
        cedar.box.wall_ms = now_ms()  # so that the call does not also count as open for too long
        await cedar.box.keep(call(1), exhausted(1))
        await cedar.deposits()
        await running("collect", *machines.online)
        with watch.runs():  # neither the program nor the mail server takes it
            await until(lambda: watch.says("ended with 3") and watch.says("Connection refused"))
            await until(lambda: "B204" in watch.out.read_text())
            assert not watch.says("B204")
        assert [each.split()[1:3] for each in file.read_text().splitlines()] == [["begun", "call_not_taken"]]
        program.write_text(f"#!/bin/sh\ncat >> {seen}\n")
        async with post.open():
            with watch.runs():
                await until(lambda: not owed("run") and not owed("mail"))
            before = looked(file)
            with watch.runs():  # once more: by then all of it was told
                await until(lambda: looked(file) > before)
            await cedar.box.keep(stand_down(1))
            await cedar.deposits()
            await running("collect", *machines.online)
            with watch.runs():
                await until(lambda: len(told()) > 1 and len(post.came) > 1 and " over " in file.read_text())
        assert [(each["kind"], each["state"], each["incident"]) for each in told()] == [
            ("call_not_taken", "begun", 1),
            ("call_not_taken", "over", 1),
        ]
        assert told()[0]["id"] == told()[1]["id"]
        assert told()[0]["building_name"] == "Cedar Creek"
        assert [each["Subject"] for each in post.came] == [
            "Handbell: call that nobody took (1 begun), Cedar Creek",
            "Handbell: call that nobody took (1 over), Cedar Creek",
        ]
        assert [each.split()[1] for each in file.read_text().splitlines()] == ["begun", "over"]
        everything = seen.read_text() + file.read_text() + "".join(map(text_of, post.came))
        assert not [each for each in NAMES if each in everything]


def office(*words: object, code: int) -> str:
    done = subprocess.run([*COMMAND, *map(str, words)], capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.slow
def test_a_trial_goes_by_each_way_without_the_passphrase_and_says_what_came_of_it(tmp_path: Path) -> None:
    program = tmp_path / "hand-on"
    program.write_text(f"#!/bin/sh\ncat > {tmp_path}/seen\n")
    program.chmod(0o700)
    mail = tmp_path / "mail.yaml"
    mail.write_text("server: 127.0.0.1\nport: 1\ntls: none\nfrom: a@example.org\nto: [it@example.org]\n")
    channels = ("--run", program, "--mail", mail, "--to-file", tmp_path / "told.txt")
    told = office("tell", "test", *channels, code=1).splitlines()
    assert told[0] == f"Told by the file {tmp_path}/told.txt."
    assert told[1] == f"Told by the program {program}."
    assert told[2].startswith(
        "NOT TOLD by mail by 127.0.0.1:1 to it@example.org: The mail server 127.0.0.1:1 cannot be"
    )
    assert json.loads((tmp_path / "seen").read_text())["kind"] == "trial"
    assert "nothing has happened" in (tmp_path / "told.txt").read_text()
    assert office("tell", "test", "--data", tmp_path, "--run", program, code=0).count("Told by") == 2


@pytest.mark.slow
@pytest.mark.parametrize("channel", ["--run", "--mail"])
def test_a_way_that_is_not_there_is_said_before_anything_is_told(tmp_path: Path, channel: str) -> None:
    assert f"{tmp_path}/gone" in office("tell", "test", "--data", tmp_path, channel, tmp_path / "gone", code=2)
    assert not (tmp_path / "told.txt").exists()
