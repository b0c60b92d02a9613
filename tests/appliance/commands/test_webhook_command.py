"""Tests `handbell webhook` on the command line: what it prints for a device, and that looking makes nothing."""

import asyncio
import hashlib
import re
import ssl
from pathlib import Path

import pytest

from appliance.commands.webhook import main
from appliance.daemon import Daemon
from appliance.doors.webhook.certificate import SHOWN_NAME, open_certificate
from appliance.plan.ids import KeyId
from appliance.settings import Address, Settings
from appliance.vault.credentials import Credentials
from tests.another_user import only_root, open_folder, with_the_eyes_of_nobody
from tests.patience import patient
from tests.ports import free_port

CURL = ["curl", "C120-pendant", "help", "7"]


@pytest.mark.parametrize("asked", [["certificate"], CURL])
def test_a_box_whose_door_was_never_opened_has_no_certificate_and_is_given_none(
    tmp_path: Path, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*asked, "--data", str(tmp_path / "box")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert f"no certificate in {tmp_path}/box/keys" in said.err
    unit = (Path(__file__).parents[3] / "systemd" / "handbell-webhook.socket").read_text()
    opened_by = re.findall(r"^ConditionPathExists=\|(.*)$", unit, re.MULTILINE)[-1]
    assert f"touch {opened_by} && systemctl restart handbell-alert" in said.err
    assert list(tmp_path.iterdir()) == []


def test_the_certificate_is_printed_to_pin_it_and_without_its_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = open_certificate(tmp_path / "keys")
    assert main(["certificate", "--data", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert kept.fingerprint in said and f"sha256//{kept.pin}" in said and "BEGIN CERTIFICATE" in said
    assert "PRIVATE" not in said


def test_a_curl_line_needs_the_buttons_own_key_and_does_not_show_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_certificate(tmp_path / "keys")
    assert main([*CURL, "--data", str(tmp_path)]) == 1
    assert "there is no key 'C120-pendant'" in capsys.readouterr().err
    Credentials(tmp_path / "keys" / "credentials").put(KeyId("C120-pendant"), b"a secret of the pendant")
    assert main([*CURL, "--data", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("curl ") and "C120-pendant" in said
    assert "a secret of the pendant" not in said


@only_root
async def test_whoever_may_not_enter_the_folder_of_keys_is_shown_the_certificate_that_the_door_presents(
    capsys: pytest.CaptureFixture[str],
) -> None:
    door = Address("127.0.0.1", free_port())
    with open_folder() as box:
        run, data = box / "run", box / "data"
        run.mkdir(mode=0o755)
        (data / "keys").mkdir(0o700, parents=True)
        data.chmod(0o700)
        asked = ["--data", str(data), "--run", str(run)]
        with with_the_eyes_of_nobody():
            assert main(["certificate", *asked]) == 1
        assert "was not opened since it was started" in capsys.readouterr().err
        async with Daemon.started(Settings(data=data, run=run, webhook=door)), patient():
            while not (run / SHOWN_NAME).exists():
                await asyncio.sleep(0.02)
            presented = await asyncio.to_thread(ssl.get_server_certificate, (door.host, door.port))
        with with_the_eyes_of_nobody():
            assert main(["certificate", *asked]) == 0
            said = capsys.readouterr().out
            assert main([*CURL, *asked]) == 1
    fingerprint = hashlib.sha256(ssl.PEM_cert_to_DER_cert(presented)).digest().hex(":").upper()
    assert fingerprint in said and presented.strip() in said and "PRIVATE" not in said
    assert "nobody but its alert daemon" in capsys.readouterr().err
