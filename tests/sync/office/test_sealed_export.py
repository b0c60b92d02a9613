"""Tests a building's sealed record as an auditor gets it: it holds by a script that has none of our code, and lies show in it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.district.authority import receipt_key
from sync.office import sealed_export
from sync.office.keyring import Keyring
from tests.appliance.district.office import public_of
from tests.appliance.logbook.box import call, stand_down
from tests.sync.district.serving import Server
from tests.sync.office.building import Desk, given, unrelated_signer
from tests.sync.office.conftest import seal_for
from tests.sync.office.machines import WORDS, Machines, running
from tests.sync.office.test_office import school
from tests.vectors.test_check_chain import CHECKER, SCRIPT, refuses


async def exported(desk: Desk, folder: Path) -> list[str]:
    sealed_export.write(desk.store, desk.box.vault.building, folder / "district.export")
    return (folder / "district.export").read_text().splitlines()


async def test_an_export_holds_and_says_how_far_the_district_signed(desk: Desk, tmp_path: Path) -> None:
    honest = await given(desk.box, desk.signer)
    desk.takes(honest)
    lines = await exported(desk, tmp_path)
    last, key = honest.entries[-1].number, public_of(desk.signer.server).hex()
    said = CHECKER.check(lines, [key])
    assert f"  entries 1 to {last}, of 1 runs, hang together" in said
    assert f"  signed for by the district up to entry {last} with {key}" in said
    assert desk.box.vault.device_public.hex() in said[0]
    other = public_of(unrelated_signer(desk.box).server).hex()
    assert "  signed for by the district up to entry 0 with no key" in CHECKER.check(lines, [other])
    assert not any(word in "\n".join(lines) for word in ("C101", "chair"))


@pytest.mark.parametrize("what", ["entry", "receipt", "end", "order", "box"])
async def test_a_line_that_was_changed_left_out_or_moved_does_not_hold(desk: Desk, tmp_path: Path, what: str) -> None:
    desk.takes(await given(desk.box, desk.signer))
    lines = await exported(desk, tmp_path)
    match what:
        case "entry" | "receipt" | "end":
            refuses([line for line in lines if json.loads(line)["type"] != what])
        case "order":
            lines[2], lines[3] = lines[3], lines[2]
        case "box":
            top = json.loads(lines[0])
            top["boxes"][0]["box"] = "A" * 22 + "=="
            lines[0] = json.dumps(top)
    if what in {"order", "box"}:
        refuses(lines)


async def test_a_receipt_for_another_history_does_not_hold(desk: Desk, tmp_path: Path) -> None:
    desk.takes(await given(desk.box, desk.signer))
    lines = await exported(desk, tmp_path)
    lie = desk.signer.receipt((await desk.box.logbook.reader.after(3, 1))[0][1][:-1] + b"\0")
    told = sealed_export.ReceiptLine(lie.statement, lie.key, lie.signature)
    end = json.loads(lines[-1])
    end["receipts"] += 1
    line = sealed_export.msgspec.json.encode(told).decode()
    assert "signed for another entry" in refuses([*lines[:-1], line, json.dumps(end)])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "district").init().start()
    try:
        yield made
    finally:
        made.stop()


@pytest.mark.slow
async def test_from_the_box_over_the_district_to_the_auditor(server: Server, tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    async with school(server, tmp_path, "Cedar Creek") as cedar:
        await seal_for(cedar.box, *Keyring.open(machines.data, WORDS).keys)
        await cedar.box.keep(call(1), stand_down(1))
        await cedar.deposits()
    await running("collect", *machines.online)
    file = tmp_path / "cedar.export"
    assert "Nobody can read it" in await running("export", "Cedar", "--sealed", "-o", file, *machines.online)
    assert file.stat().st_mode & 0o777 == 0o600
    await running("export", "Cedar", "--sealed", "-o", file, *machines.online, code=2)  # the file is there already
    key = receipt_key(server.folder).public.hex()
    words = [sys.executable, "-I", SCRIPT, file, key]
    ran = subprocess.run(words, capture_output=True, text=True, timeout=180, check=False)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    assert f"with {key}" in ran.stdout
