"""Tests our pretend modem against two programs that are not ours and speak to real ones, in both directions: smsd and gammu."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hardware.modem.twin.school import PretendModem
from tests.hardware.modem.stick import HADDAD, REYES
from tests.hardware.running import until
from tests.patience import patient

pytestmark = pytest.mark.slow  # these programs wait for seconds between their commands

SMSD = shutil.which("smsd", path="/usr/sbin:/usr/bin")
GAMMU = shutil.which("gammu")
FOLDERS = ("outgoing", "checked", "incoming", "sent", "failed")
SAYS = """devices = TWIN
{folders}
infofile = {at}/working
pidfile = {at}/pid
stats = {at}
logfile = {at}/log
delaytime = 1

[TWIN]
device = {at}/modem
incoming = yes
report = yes
memory_start = 1
"""


@asynccontextmanager
async def smsd(at: Path) -> AsyncIterator[None]:
    assert SMSD is not None
    for each in FOLDERS:
        (at / each).mkdir()
    (at / "conf").write_text(SAYS.format(at=at, folders="\n".join(f"{each} = {at / each}" for each in FOLDERS)))
    nothing = asyncio.subprocess.DEVNULL
    program = await asyncio.create_subprocess_exec(SMSD, "-c", str(at / "conf"), "-t", stdout=nothing, stderr=nothing)
    try:
        yield
    finally:
        program.terminate()
        async with patient(20.0):
            await program.wait()


async def gammu(at: Path, *words: str) -> str:
    assert GAMMU is not None
    (at / "rc").write_text(f"[gammu]\ndevice = {at}/modem\nconnection = at115200\n")
    pipe = asyncio.subprocess.PIPE
    program = await asyncio.create_subprocess_exec(GAMMU, "-c", str(at / "rc"), *words, stdout=pipe, stderr=pipe)
    async with patient(60.0):
        out, error = await program.communicate()
    assert program.returncode == 0, out + error
    return out.decode()


def came(folder: Path) -> list[str]:
    return [each.read_text(encoding="latin-1") for each in sorted(folder.iterdir())]


@pytest.mark.skipif(SMSD is None, reason="smsd is not installed")
async def test_smsd_sends_and_receives_through_our_modem(tmp_path: Path) -> None:
    async with PretendModem([tmp_path / "modem"]) as stick, smsd(tmp_path):
        long = "Emergency, Room 204 {north}. " * 8 + "End"
        (tmp_path / "outgoing/one").write_text(f"To: {REYES[1:]}\n\n{long}")
        await until(lambda: stick.texts_to(REYES) == [long], 30.0)
        stick.modem.text(HADDAD, "HELP 204 at once")
        await until(lambda: len(came(tmp_path / "incoming")) == 1, 30.0)
        (text,) = came(tmp_path / "incoming")
        assert f"From: {HADDAD[1:]}" in text
        assert text.endswith("\n\nHELP 204 at once")
        await until(lambda: not any(stick.modem.card.stores.values()), 30.0)


@pytest.mark.skipif(GAMMU is None, reason="gammu is not installed")
async def test_gammu_knows_our_modem_sends_a_text_and_reads_a_long_one(tmp_path: Path) -> None:
    async with PretendModem([tmp_path / "modem"]) as stick:
        assert "HANDBELL TWIN" in await gammu(tmp_path, "identify")
        assert "OK" in await gammu(tmp_path, "sendsms", "TEXT", REYES, "-text", "Emergency {north}")
        assert stick.texts_to(REYES) == ["Emergency {north}"]
        stick.modem.text(HADDAD, "HELP 204 " + "more words " * 20)
        listed = await gammu(tmp_path, "getallsms")
        assert HADDAD in listed
        assert "2 SMS parts" in listed
        assert "HELP 204 more words" in listed
