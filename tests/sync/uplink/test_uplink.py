"""Tests the uplink as a process between a box and a district: what arrives, in what order, and what survives what."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sync.transport import identity
from sync.uplink.urgent import ALONE
from tests.patience import patient
from tests.sync.entries import KEY_EVERY
from tests.sync.small_district import TOKEN, SmallDistrict
from tests.sync.uplink.conftest import UPLINK, Way

pytestmark = pytest.mark.slow  # these tests start real processes

ASKED = "where is it?"
NOBODY_KNOWS_A_NAME = [
    sys.executable,
    "-c",
    f"""
import socket, sys, time

def asked(*_, **__):
    print({ASKED!r}, file=sys.stderr, flush=True)
    time.sleep(60)

socket.getaddrinfo = asked
from sync.uplink.command import main
main(sys.argv[1:])
""",
]


async def test_a_box_is_enrolled_and_all_it_has_recorded_is_countersigned(way: Way) -> None:
    way.box.writes(30)
    enrolled = await way.enrols()
    assert enrolled.returncode == 0, enrolled.stderr
    way.starts()
    await way.box.is_countersigned(30)
    assert way.district.entries == dict(enumerate(way.box.record.entries, 1))
    assert {number for number, _ in way.district.wraps} == set(way.box.record.wraps)


async def test_what_is_recorded_later_follows_at_once(way: Way) -> None:
    way.box.writes(3)
    await way.enrols()
    way.starts()
    await way.box.is_countersigned(3)
    way.box.writes(1)
    await way.box.is_countersigned(4)
    assert way.district.order[-1] == ("deposit", 4, 4)


async def test_a_wrong_token_enrols_nobody_and_leaves_no_half_enrolment(way: Way) -> None:
    way.box.writes(1)
    refused = await way.enrols("guessed")
    assert refused.returncode == 1
    assert "there is no such token" in refused.stderr
    assert not (way.data / identity.DISTRICT).exists()


async def test_a_box_without_a_district_says_how_to_get_one(way: Way) -> None:
    way.starts()
    await way.box.sees("handbell uplink enrol")


async def test_the_uplink_is_stopped_politely(way: Way) -> None:
    way.box.writes(1)
    await way.enrols()
    way.starts()
    await way.box.is_countersigned(1)
    assert way.stops() == 0


async def test_it_stops_though_no_name_server_answers(way: Way) -> None:
    """To ask a name server takes 10 s or more, and systemd gives only as much to stop."""
    await way.enrols()
    way.starts(program=NOBODY_KNOWS_A_NAME)
    async with patient():
        while ASKED not in way.journal.read_text():
            await asyncio.sleep(0.05)
    assert way.stops() == 0


async def test_newest_entries_go_ahead_of_a_backlog_with_the_key_entries_of_their_streams(way: Way) -> None:
    way.box.writes(3_000)
    await way.enrols()
    way.starts()
    await way.box.is_countersigned(3_000)
    before = way.district.order[: [lane for lane, _, _ in way.district.order].index("deposit")]
    assert [last for _, _, last in before] == [3_000, 2_996, 2_988], "the newest 28, newest first, before anything else"
    assert 3_000 in way.box.held
    newest = set(range(3_001 - ALONE, 3_001))
    assert newest <= set(way.district.held)
    assert {number - (number - 1) % KEY_EVERY for number in newest} <= set(way.district.held)
    assert way.district.entries == dict(enumerate(way.box.record.entries, 1))


async def test_an_alert_daemon_that_is_started_anew_is_found_again(way: Way) -> None:
    way.box.writes(5)
    await way.enrols()
    way.starts()
    await way.box.is_countersigned(5)
    await way.box.stops()
    way.box.record.writes(5)
    await way.box.starts()
    await way.box.is_countersigned(10)


async def test_a_district_that_does_not_answer_is_asked_less_and_less_and_found_when_it_is_back(way: Way) -> None:
    way.box.writes(5)
    await way.enrols()
    await way.district.stops()
    way.starts()
    await way.box.sees("cannot be reached")
    await way.district.starts()
    await way.box.is_countersigned(5)
    assert way.box.lines[-1].reachable
    assert way.box.lines[-1].sent == 5
    assert way.box.lines[-1].certificate_until_ms == identity.load(way.data).until_ms


async def test_a_box_whose_place_another_has_taken_still_brings_what_it_has(way: Way) -> None:
    way.district.state = "superseded"
    way.box.writes(5)
    await way.enrols()
    way.starts()
    await way.box.sees("Another box has taken this one's place")


async def test_a_box_that_was_shut_out_says_so_and_not_that_there_is_no_line(way: Way) -> None:
    way.box.writes(5)
    await way.enrols()
    way.district.state = "revoked"
    way.starts()
    await way.box.sees(
        "shut this box out for good (revoked), and takes nothing of it any more. Ask the district's administrator"
    )
    assert (way.box.lines[-1].reachable, way.box.lines[-1].head_state) == (True, "revoked")
    way.district.state = "ok"
    await way.box.is_countersigned(5)
    assert way.box.lines[-1].head_state == "ok"


async def test_a_token_that_is_no_text_is_refused_before_the_district_is_asked(way: Way) -> None:
    where = ["--data", way.data, "--run", way.folder, "--server", way.district.url, "--ca-file", way.district.ca_file]
    words = [*UPLINK, "enrol", *map(str, where), "--token", "-"]
    for given in (b"\xff\xfe\n", "M-ü\n".encode()):
        done = await asyncio.to_thread(subprocess.run, words, input=given, capture_output=True, timeout=180)
        assert (done.returncode, b"this is no token" in done.stderr) == (1, True), done.stderr
    done = await way.enrols(os.fsdecode(b"\xff"))
    assert (done.returncode, "this is no token" in done.stderr) == (1, True), done.stderr
    done = await asyncio.to_thread(
        subprocess.run, words, input=f" {TOKEN}\n".encode(), capture_output=True, timeout=180
    )
    assert done.returncode == 0, done.stderr


async def test_a_box_leaves_its_district_only_when_that_is_said(way: Way, tmp_path: Path) -> None:
    (other_folder := tmp_path / "other").mkdir()
    way.box.writes(5)
    await way.enrols()
    first = way.district
    async with SmallDistrict.open(other_folder) as way.district:
        refused = await way.enrols()
        assert refused.returncode == 1
        assert f"--instead-of {first.url}" in refused.stderr
        moved = await way.enrols(TOKEN, "--instead-of", f"{first.url}/")
        assert moved.returncode == 0, moved.stderr
        way.box.receipt_keys.add(way.district.key)
        way.starts()
        await way.box.is_countersigned(5)
        assert not first.entries
        way.kill()


async def test_what_a_box_with_another_id_records_waits_in_it_and_nothing_is_called_lost(way: Way) -> None:
    way.box.writes(5)
    await way.enrols()
    way.starts()
    await way.box.is_countersigned(5)
    known = way.box.record.box
    way.box.record.box = os.urandom(16)
    way.box.writes(3)
    way.kill()
    before = list(way.district.order)
    way.starts()
    await way.box.sees(f"knows this box as {known.hex()}")
    assert way.district.order == before
    assert not any("put back" in line.why or "two of it" in line.why for line in way.box.lines)
