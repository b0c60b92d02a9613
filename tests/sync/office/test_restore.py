"""Tests the recovery bundle of a box: by its uplink and the district to the online office, and on a stick to the machine
that can open it.
"""

import asyncio
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.envelope.bundle import About, Contents, Sealed, seal
from appliance.envelope.deposit import Refused
from appliance.envelope.handover import SealedHandover, code_of, opened
from appliance.envelope.hybrid import PrivateKey, PublicKey
from sync import protocol
from sync.office import handing_over
from sync.office.papers import read_recipient
from sync.protocol import RestoringAsked, RestoringTold
from sync.transport.checking import is_signed
from sync.uplink.seeded import Seeded
from tests.patience import patient
from tests.sync.box_feed import BoxFeed
from tests.sync.district.building import Box
from tests.sync.district.serving import Server, client, enrolled
from tests.sync.entries import Record
from tests.sync.office.machines import COMMAND, Machines, running
from tests.sync.uplink.conftest import UPLINK

pytestmark = pytest.mark.proof  # these tests are long, and start real processes


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "district").init().start()
    try:
        yield made
    finally:
        made.stop()


def bundle(record: Record, serial: int, *recipients: PublicKey, by: Ed25519PrivateKey | None = None) -> Sealed:
    device = by or record.device
    public = device.public_key().public_bytes_raw()
    contents = Contents(
        building=record.building, box=record.box, device_key=public, rank=7, calls_so_far=3, plan=b"plan", root="ab",
        files=(("webhook.pem", b"SECRET-IN-IT"),), reading=(("2026-W48", bytes(32)),), counts=(), address_book=b"",
        succession=bytes(32), parents=(), recovery=b"",
    )  # fmt: skip
    about = About(record.building, record.box, serial, 1_795_000_000_000, record.head, record.digest, public)
    return seal(contents, about, recipients, device.sign)


def offline_fails(*words: object) -> str:
    made = [*COMMAND, *map(str, words)]
    done = subprocess.run(made, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 2, done.stdout
    return done.stderr


async def test_a_bundle_goes_by_district_and_office_to_the_machine_that_opens_it(
    server: Server, tmp_path: Path
) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    recovery = PublicKey.from_bytes(read_recipient(machines.of("recovery")).public)
    phrase, record, stick = PrivateKey.generate().public, Record(), tmp_path / "lincoln.bundle"
    async with BoxFeed.open(record, tmp_path) as box:
        box.writes(3)
        box.bundle = bundle(record, 5, phrase, recovery).for_only([recovery.fingerprint]).pack()
        ca = (server.folder.keys / "authority.pem").read_text()
        seed = tmp_path / "district.json"
        seed.write_bytes(msgspec.json.encode(Seeded(server.url, ca, server.token("Lincoln"))))
        words = [*UPLINK, "--data", str(tmp_path / "uplink"), "--run", str(tmp_path), "--seeded", str(seed)]
        with (tmp_path / "uplink.log").open("ab") as log:
            uplink = subprocess.Popen(
                words, stdout=log, stderr=log, env={**os.environ, "NO_PROXY": "", "HTTPS_PROXY": ""}
            )
        try:
            ask = ("restore", "ask", "Lincoln", "--out", stick, *machines.online)
            async with patient(60):
                while not stick.exists():
                    await asyncio.sleep(0.5)
                    await asyncio.to_thread(
                        subprocess.run, [*COMMAND, "collect", *map(str, machines.online)], capture_output=True
                    )
                    await asyncio.to_thread(subprocess.run, [*COMMAND, *map(str, ask)], capture_output=True)
        finally:
            uplink.kill()
            uplink.wait()
            print((tmp_path / "uplink.log").read_text()[-3000:])
    told = await running("restore", "check", stick, *machines.offline)
    assert "It opens. Bundle " in told and record.box.hex() in told and "1 files of keys and people" in told
    assert "SECRET" not in told and b"SECRET" not in stick.read_bytes()
    assert "cannot be written" in machines.fails("restore", "ask", "Lincoln", "--out", stick), "nothing is written over"
    paper = handing_over.read(stick.read_bytes())
    changed = bundle(record, 6, phrase, recovery).pack()[:-9] + bytes(9)
    for wrong, says in ((changed, "was changed"), (bundle(record, 6, phrase).pack(), "was made for other keys")):
        other = tmp_path / "other.bundle"
        other.write_bytes(msgspec.msgpack.encode(msgspec.structs.replace(paper, bundle=wrong)))
        assert says in offline_fails("restore", "check", other, *machines.offline)
    await it_is_handed_over_to_the_box_whose_code_is_heard(server, record, machines, tmp_path)
    await what_another_signed_is_not_taken(server, record, machines, tmp_path)


async def it_is_handed_over_to_the_box_whose_code_is_heard(
    server: Server, record: Record, machines: Machines, folder: Path
) -> None:
    """It goes to that box alone; an impostor that asks too gets nothing by another box's code."""
    new, private, paper, sealed = Box(record.building), PrivateKey.generate(), folder / "paper", folder / "sealed"
    code = code_of(record.building, private.public.raw)
    async with client(server, await enrolled(server, new, folder, "Lincoln", record.box)) as box:
        assert await box.post(protocol.RESTORING, RestoringAsked(private.public.raw), protocol.Kept) == protocol.Kept()
        own = Record(new.building, new.box)
        own.device = new.key
        own.writes(1)
        blank = bundle(own, 1, PublicKey.from_bytes(read_recipient(machines.of("recovery")).public)).pack()
        assert await box.post(protocol.BUNDLES, protocol.BundleBrought(1, blank), protocol.Kept) == protocol.Kept()
        collect = [*COMMAND, "collect", *map(str, machines.online)]  # not all is well: two boxes have said nothing yet
        await asyncio.to_thread(subprocess.run, collect, capture_output=True, check=False)
        told = await running("restore", "ask", "Lincoln", "--out", paper, *machines.online)
        assert f"of box {record.box.hex()}, made" in told, "not the one of the box that asks, which is newer"
        assert f"Box {new.box.hex()} asks" in told
        seal = ("restore", "seal", paper, "--out", sealed, "--root-passphrase-file", machines.words, *machines.offline)
        wrong = code_of(record.building, PrivateKey.generate().public.raw)
        assert "No box that asked has this code" in offline_fails(*seal, "--code", wrong)
        assert not sealed.exists()
        assert f"Sealed for box {new.box.hex()} alone" in await running(*seal, "--code", code.lower())
        assert "SECRET" not in repr(sealed.read_bytes())
        assert "fetches it" in await running("restore", "send", sealed, *machines.online)
        given = await box.get(protocol.RESTORING, RestoringTold)
    assert isinstance(given, RestoringTold)
    shown = await running("root", "show", *machines.offline)
    root = bytes.fromhex("".join(re.findall(r"^  ([0-9a-f ]+)$", shown, re.MULTILINE)).replace(" ", ""))
    found = opened(SealedHandover.unpack(given.handover), private, record.building, root, is_signed)
    assert found.bundle.files == (("webhook.pem", b"SECRET-IN-IT"),)


async def what_another_signed_is_not_taken(server: Server, record: Record, machines: Machines, folder: Path) -> None:
    """Whoever has the uplink's certificate can bring any bytes, but these take no place of what the box's device signed."""
    recovery = PublicKey.from_bytes(read_recipient(machines.of("recovery")).public)
    false = protocol.BundleBrought(8, bundle(record, 8, recovery, by=Ed25519PrivateKey.generate()).pack())
    async with client(server, folder / "uplink" / "identity.pem") as stolen:
        answer = await stolen.post(protocol.BUNDLES, false, protocol.Kept)
    assert isinstance(answer, Refused) and answer.code == "signature"
    told = await running("restore", "ask", "Lincoln", "--out", folder / "true.bundle", *machines.online)
    assert f"bundle 5 of box {record.box.hex()}" in told
    noted = await running("readings", *machines.online)
    assert f"restore ask  building {record.building.hex()}" in noted
