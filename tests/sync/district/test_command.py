"""Tests `handbell district` as an operator meets it: what it says when something is missing, and what it never does."""

import asyncio
import json
import os
import shlex
import signal
import socket
import subprocess
from pathlib import Path

import pytest
from cryptography import x509

from appliance.envelope.deposit import Deposited
from sync import administration, protocol
from sync.district import command as district_command
from sync.district.asking import NotAnswered, ask
from sync.district.openapi import document
from sync.district.routes import ROUTES
from sync.office import command as office_command
from tests.commands import handbell
from tests.sync.district.building import Box
from tests.sync.district.serving import Server, client, command, enrolled

pytestmark = pytest.mark.slow  # these tests start real processes

DOCUMENT = Path(__file__).parents[3] / "sync" / "district" / "openapi.json"


def test_serve_without_keys_says_how_to_make_them(tmp_path: Path) -> None:
    done = command("serve", "--data", str(tmp_path / "district"))
    assert done.returncode == 1
    assert "handbell district init --host NAME" in done.stderr


def test_init_a_second_time_changes_nothing(tmp_path: Path) -> None:
    data = tmp_path / "district"
    assert command("init", "--data", str(data), "--host", "district.example").returncode == 0
    before = {path: path.read_bytes() for path in (data / "keys").iterdir()}
    again = command("init", "--data", str(data), "--host", "district.example")
    assert again.returncode == 1
    assert "would lock out every box" in again.stderr
    assert {path: path.read_bytes() for path in (data / "keys").iterdir()} == before


@pytest.mark.parametrize(
    "name", ["https://records.example", "records.example:8460", "records example", "bücher.example", "", ".example"]
)
def test_a_name_that_no_box_could_find_in_a_certificate_is_refused_and_nothing_is_made(
    tmp_path: Path, name: str
) -> None:
    data = tmp_path / "district"
    done = command("init", "--data", str(data), "--host", "records.example", "--host", name)
    assert (done.returncode, "the name or address alone" in done.stderr) == (1, True), done.stderr
    assert not data.exists()
    assert command("init", "--data", str(data), "--host", "records.example", "--host", "2001:db8::1").returncode == 0


def test_another_certificate_is_made_for_more_names_and_one_that_no_box_could_find_changes_nothing(
    tmp_path: Path,
) -> None:
    data = tmp_path / "district"
    command("init", "--data", str(data), "--host", "records.example")
    before = (data / "keys" / "server.pem").read_bytes()
    refused = command("certificate", "renew", "--data", str(data), "--host", "https://records2.example")
    assert (refused.returncode, "the name or address alone" in refused.stderr) == (1, True), refused.stderr
    assert (data / "keys" / "server.pem").read_bytes() == before
    done = command("certificate", "renew", "--data", str(data), "--host", "records2.example")
    assert done.returncode == 0, done.stderr
    shown = command("certificate", "show", "--data", str(data))
    assert "records.example, localhost, 127.0.0.1, records2.example" in shown.stdout, shown.stderr
    nowhere = command("certificate", "show", "--data", str(tmp_path / "nowhere"))
    assert (nowhere.returncode, "--data" in nowhere.stderr) == (1, True), nowhere.stderr


def test_init_cut_off_before_its_end_left_no_keys_and_can_be_done_again(tmp_path: Path) -> None:
    data = tmp_path / "district"
    dies = "import os, sys; sys.addaudithook(lambda what, _: what == 'os.rename' and os.kill(os.getpid(), 9))"
    words = [*handbell("district", before=dies), "init", "--data", str(data), "--host", "records.example"]
    assert subprocess.run(words, capture_output=True, timeout=180, check=False).returncode == -signal.SIGKILL
    assert (data / "unfinished" / "keys" / "receipt.key").exists() and not any((data / "keys").iterdir())
    assert "init --host NAME" in command("serve", "--data", str(data)).stderr
    assert command("init", "--data", str(data), "--host", "records.example").returncode == 0
    names = {path.name for path in (data / "keys").iterdir()}
    assert names == {"authority.key", "authority.pem", "server.key", "server.pem", "receipt.key"}
    assert [path.name for path in data.iterdir()] == ["keys"]


def test_a_certificate_that_was_not_given_leaves_no_key_in_the_way(tmp_path: Path) -> None:
    server, out = Server(tmp_path / "district").init(), tmp_path / "access"
    words = ("enrol", "Safety", "--office", "--out", str(out), "--data", str(server.data))
    assert "handbell district serve" in command(*words).stderr
    server.start()
    try:
        assert command("enrol", "two\nlines", *words[2:]).returncode == 1
        made = command(*words)
        assert made.returncode == 0
        assert (
            f"Carry them to Safety.\nThen delete {out / 'office.key'} here, and the one on what carried it"
            in made.stdout
        )
        again = command(*words)
        assert (again.returncode, "--out" in again.stderr) == (1, True), again.stderr
    finally:
        server.stop()


@pytest.mark.parametrize("days", ["0", "91", "-1", "soon", "²"])
def test_days_that_a_token_cannot_be_good_for_are_refused_in_days(days: str) -> None:
    done = command("enrol", "Lincoln", f"--days={days}")
    assert (done.returncode, "from 1 to 90" in done.stderr) == (2, True), done.stderr


def test_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    data = tmp_path / "district"
    command("init", "--data", str(data), "--host", "localhost")
    (data / "keys" / "receipt.key").chmod(0o644)
    done = command("serve", "--data", str(data), "--listen", "127.0.0.1:0")
    assert done.returncode == 1
    assert "chmod 0600" in done.stderr


@pytest.mark.parametrize("name", ["authority.key", "authority.pem", "server.key", "server.pem"])
@pytest.mark.parametrize("left", [0, 100])
def test_a_damaged_key_or_certificate_is_named(tmp_path: Path, name: str, left: int) -> None:
    data = tmp_path / "district"
    command("init", "--data", str(data), "--host", "localhost")
    damaged = data / "keys" / name
    damaged.write_bytes(damaged.read_bytes()[:left])
    done = command("serve", "--data", str(data), "--listen", "127.0.0.1:0")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert f"{damaged} is damaged" in done.stderr and f"Take it from a copy of {data / 'keys'}" in done.stderr


def test_a_certificate_of_another_key_is_refused(tmp_path: Path) -> None:
    for each in ("one", "two"):
        command("init", "--data", str(tmp_path / each), "--host", "localhost")
    keys = tmp_path / "one" / "keys"
    (keys / "server.key").write_bytes((tmp_path / "two" / "keys" / "server.key").read_bytes())
    done = command("serve", "--data", str(tmp_path / "one"), "--listen", "127.0.0.1:0")
    assert (done.returncode, "do not belong together" in done.stderr) == (1, True), done.stderr


@pytest.mark.parametrize("what", ["--listen", "--metrics"])
def test_an_address_that_this_machine_has_not_is_said(tmp_path: Path, what: str) -> None:
    data = tmp_path / "district"
    command("init", "--data", str(data), "--host", "localhost")
    done = command("serve", "--data", str(data), "--listen", "127.0.0.1:0", what, "192.0.2.7:8460")
    assert done.returncode == 1
    assert "192.0.2.7 port 8460 cannot be listened on" in done.stderr and "that this machine has" in done.stderr
    assert "None" not in done.stderr and "Traceback" not in done.stderr


def test_asking_without_a_server_says_to_start_it(tmp_path: Path) -> None:
    done = command("buildings", "--data", str(tmp_path))
    assert done.returncode == 1
    assert "handbell district serve" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_whoever_may_not_ask_is_told_to_type_sudo(tmp_path: Path) -> None:
    nobody = 65534
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "admin.sock"))
        listening.listen()
        (tmp_path / "admin.sock").chmod(0o600)
        asking_user = os.geteuid()
        os.seteuid(nobody)
        try:
            with pytest.raises(NotAnswered, match="Type sudo before the command"):
                ask(tmp_path / "admin.sock", "GET", protocol.FLEET, administration.Fleet)
        finally:
            os.seteuid(asking_user)


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    data = tmp_path / "district"
    command("init", "--data", str(data), "--host", "localhost")
    done = command(
        "serve", "--data", str(data), "--listen", "127.0.0.1:0", store=f"postgresql://nobody@/none?host={tmp_path}"
    )
    assert done.returncode == 1
    assert "that PostgreSQL runs" in done.stderr
    done = command("serve", "--data", str(data), store="mysql://somewhere")
    assert "postgresql://" in done.stderr


def test_an_operator_enrols_a_list_withdraws_renames_and_closes(tmp_path: Path) -> None:
    server = Server(tmp_path / "district").init().start()
    data, tokens = ("--data", str(server.data)), tmp_path / "tokens.txt"
    listed = tmp_path / "buildings.csv"
    listed.write_text("name,plan\nfox-hollow-es,a.yaml\nlark-ms,b.yaml\n")
    try:
        assert command("enrol", "lark-ms", *data).returncode == 0
        made = command("enrol", "--from", str(listed), "--out", str(tokens), *data)
        assert "lark-ms: a token waits for its box; left out." in made.stdout and "Wrote 1 token " in made.stdout, (
            made.stderr
        )
        ((name, token),) = [line.split() for line in tokens.read_text().splitlines()]
        assert (name, len(token), tokens.stat().st_mode & 0o777) == ("fox-hollow-es", 39, 0o600)
        again = command("enrol", "--from", str(listed), "--out", str(tokens), *data)
        assert (again.returncode, "File exists" in again.stderr) == (1, True), again.stderr
        assert "Withdrawn: 1 token." in command("token", "withdraw", token, *data).stdout
        assert "Withdrawn: 1 token." in command("token", "withdraw", "lark-ms", *data).stdout
        assert "No building is enrolled yet" in command("buildings", *data).stdout
        for words in (("rename", "lark-ms", "Lark"), ("close", "lark-ms"), ("reopen", "lark-ms")):
            assert "knows no building 'lark-ms'" in command("building", *words, *data).stderr
        for words in (
            (),
            ("Lark", "--from", str(listed)),
            ("--from", str(listed), "--office"),
            ("--from", str(listed)),
        ):
            assert command("enrol", *words, *data).returncode == 1
    finally:
        server.stop()


@pytest.mark.slow
def test_an_operator_enrols_looks_and_backs_up(tmp_path: Path) -> None:
    server = Server(tmp_path / "district").init().start()
    data = ("--data", str(server.data))
    try:
        made = command("enrol", "Lincoln", *data)
        assert "Token for one box of Lincoln" in made.stdout, made.stderr
        assert "Lincoln: a token waits for its box" in command("buildings", *data).stdout
        assert "token made" in command("audit", *data).stdout
        (waits,) = json.loads(command("buildings", "--json", *data).stdout)
        assert (waits["building_name"], waits["state"], waits["box_id"]) == ("Lincoln", "waiting", None)
        assert [line["what"] for line in json.loads(command("audit", "--json", *data).stdout)] == ["token made"]
        assert command("backup", str(tmp_path / "copy.db"), *data).returncode == 0
        assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
        again = command("backup", str(tmp_path / "copy.db"), *data)
        assert (again.returncode, "cannot be written" in again.stderr) == (1, True), again.stderr
        gone = command("revoke", "00" * 16, "--reason", "test", *data)
        assert (gone.returncode, "There is no box" in gone.stderr) == (1, True)
    finally:
        server.stop()


@pytest.mark.slow
async def test_what_is_to_be_done_after_a_revocation_can_be_typed_as_it_is_printed(tmp_path: Path) -> None:
    server, box = Server(tmp_path / "district").init().start(), Box()
    data = ("--data", str(server.data))
    try:
        box.write(3)
        async with client(server, await enrolled(server, box, tmp_path)) as building:
            assert isinstance(await building.post(protocol.DEPOSITS, box.deposit(1, 3), Deposited), Deposited)
        office = await asyncio.to_thread(server.office, tmp_path / "office")
        serial = f"{x509.load_pem_x509_certificate((office / 'office.pem').read_bytes()).serial_number:x}"
        for what, typed in (
            (
                box.box.hex(),
                [["office", "root", "notice", "revoke", box.box.hex(), "--last", "3"], ["office", "notices"]],
            ),
            (serial, [["district", "enrol", "Safety", "--office"]]),
        ):
            done = await asyncio.to_thread(command, "revoke", what, "--reason", "it's stolen", *data)
            printed = [shlex.split(each)[1:] for each in done.stdout.splitlines() if each.startswith("  handbell ")]
            assert [words[: len(start)] for words, start in zip(printed, typed, strict=True)] == typed, done.stdout
            for program, *words in printed:
                (office_command if program == "office" else district_command)._parser().parse_args(words)
    finally:
        server.stop()


def test_the_document_on_disk_is_that_of_the_table() -> None:
    assert DOCUMENT.read_bytes() == document(ROUTES)
    found = json.loads(document(ROUTES))
    assert set(found["paths"]) == {route.path for route in ROUTES}


@pytest.mark.slow
def test_a_second_server_on_the_same_folder_is_refused_whatever_its_store(tmp_path: Path, database: str) -> None:
    first = Server(tmp_path / "district", database).init().start()
    try:
        second = command("serve", "--data", str(first.data), "--listen", "127.0.0.1:0", store=database)
        assert (second.returncode, "--data of its own" in second.stderr) == (1, True), second.stderr
        assert command("buildings", "--data", str(first.data)).returncode == 0, "the first is still asked there"
    finally:
        first.stop()
