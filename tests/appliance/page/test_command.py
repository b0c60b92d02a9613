"""Tests `handbell page` from the command line: what it says of itself, and how it waits for a certificate."""

import asyncio
import logging
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.commands.page import main
from appliance.page.certificate import Certificate
from appliance.page.command import bound
from appliance.page.settings import PORT, Settings, parse
from appliance.page_authority.errors import PageError
from appliance.settings import Address
from appliance.tasks import Tasks
from tests.appliance.page.serving import NAME, certified
from tests.patience import patient, until
from tests.ports import free_port


def test_help_says_what_can_be_done_and_how_pages_are_served(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "handbell page serve --help" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    assert "--listen HOST:PORT" in capsys.readouterr().out


def test_without_a_word_it_listens_for_the_whole_school() -> None:
    assert (parse([]).listen, parse([]).alert.name) == (Address("0.0.0.0", PORT), "page.sock")
    assert parse(["--listen", "[::1]:9000"]).listen == Address("::1", 9000)


def command(port: int, *more: str) -> list[str]:
    code = "import sys; from appliance.commands.page import main; sys.exit(main(sys.argv[1:]))"
    return [sys.executable, "-c", code, "--listen", f"127.0.0.1:{port}", *more]


@pytest.mark.parametrize("certificate", [True, False])
def test_it_ends_well_when_it_is_asked_to(tmp_path: Path, certificate: bool) -> None:
    """Also while it waits for its certificate, and for a daemon that is not there."""
    if certificate:
        certified(tmp_path / "tls")
    words = command(free_port(), "--tls", str(tmp_path / "tls"), "--alert", str(tmp_path / "page.sock"))
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        awaited = "No alert daemon at" if certificate else "holds no certificate"
        assert any(awaited in line for line in process.stderr)
        process.terminate()
        assert process.wait(timeout=120) == 0


def test_it_tells_systemd_again_and_again_that_it_does_not_hang(tmp_path: Path) -> None:
    words = command(free_port(), "--tls", str(tmp_path / "tls"), "--alert", str(tmp_path / "page.sock"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(120)
        told = {**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "200000"}
        with subprocess.Popen(words, stderr=subprocess.DEVNULL, env=told) as process:
            heard = {systemd.recv(100) for _ in range(4)}
            process.terminate()
    assert heard == {b"READY=1", b"WATCHDOG=1"}


def test_a_port_that_somebody_has_is_named() -> None:
    port = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        done = subprocess.run(command(port), capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    assert done.stderr == f"handbell page: Cannot listen on 127.0.0.1 port {port}: Address already in use.\n"


async def test_it_waits_for_a_certificate_and_says_once_how_one_is_made(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.page.certificate.LOOK_S", 0.02)
    certificate = Certificate(tmp_path / "tls")
    with caplog.at_level(logging.INFO, logger="handbell.page"):
        waiting = Tasks().start(certificate.until_there(), name="certificate")
        async with patient():
            while not caplog.records:
                await asyncio.sleep(0.02)
        for _ in range(10):  # it looks again as often as this waits, and says nothing new
            await asyncio.sleep(0.02)
        assert not waiting.done()
        certified(tmp_path / "tls")
        await waiting
    assert [each.getMessage().split(". ")[0] for each in caplog.records] == [
        f"{tmp_path / 'tls'} holds no certificate of pages yet",
        f"pages are certified for {NAME}",
    ]
    assert certificate.hosts == {NAME}


def test_a_certificate_without_its_key_is_named_and_the_one_in_use_stays(tmp_path: Path) -> None:
    certified(tmp_path / "tls")
    certificate = Certificate(tmp_path / "tls")
    assert certificate.take()
    (tmp_path / "tls" / "page.pem").unlink()
    assert certificate.take(), "the one in use serves on"
    (tmp_path / "tls" / "page.pem").write_text("no key")
    with pytest.raises(PageError, match=r"page\.pem"):
        certificate.take()
    assert certificate.hosts == {NAME}


def test_whoever_looks_while_a_new_certificate_is_written_looks_again(tmp_path: Path) -> None:
    """The key is written first: a look in between must not keep the names of the certificate before."""
    folder = tmp_path / "tls"
    by = certified(folder)
    certificate = Certificate(folder)
    assert certificate.take()
    before = (folder / "page.crt").read_bytes()
    certified(folder, by)
    after = (folder / "page.crt").read_bytes()
    (folder / "page.crt").write_bytes(before)
    assert certificate.take()
    seen = certificate._read
    (folder / "page.crt").write_bytes(after)
    assert certificate.take() and certificate._read != seen


async def test_a_certificate_that_cannot_be_used_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    certified(tmp_path / "tls")
    certificate, looks = Certificate(tmp_path / "tls"), 0
    assert certificate.take()
    (tmp_path / "tls" / "page.pem").write_text("no key")
    take = certificate.take

    def counted() -> bool:
        nonlocal looks
        looks += 1
        return take()

    monkeypatch.setattr(certificate, "take", counted)
    monkeypatch.setattr("appliance.page.certificate.LOOK_S", 0.01)
    tasks = Tasks()
    with caplog.at_level(logging.INFO, logger="handbell.page"):
        tasks.start(certificate.keep_up(), name="certificate")
        await until(lambda: looks >= 3)
        await tasks.stop()
    (said,) = caplog.records
    assert "page.pem cannot be used" in said.getMessage()


def test_a_socket_listens_before_there_is_a_certificate() -> None:
    settings = Settings(Address("127.0.0.1", free_port()))
    with bound(settings.listen), socket.create_connection(("127.0.0.1", settings.listen.port), timeout=60):
        pass
