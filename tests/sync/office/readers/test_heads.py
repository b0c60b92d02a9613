"""Tests that `collect` brings the head of the log of readings to the district's audit log, where it proves that an end was cut off."""

from pathlib import Path

import pytest

from sync.office import sealed_file
from sync.office.command import main
from sync.office.readers.log import LINE_LEN_MAX
from tests.sync.district.serving import Server, command

WORDS = "six quiet words nobody else says"


@pytest.mark.slow
def test_what_collect_told_the_district_finds_an_end_that_was_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sealed_file, "MEMORY_KIB", 64)
    monkeypatch.setattr(sealed_file, "ITERATIONS", 1)
    words, data = tmp_path / "words", tmp_path / "office"
    words.write_text(WORDS)
    server = Server(tmp_path / "district").init().start()
    try:
        access = server.office(tmp_path / "access")
        here = ("--data", data, "--passphrase-file", words)
        root = ("--root", "ab" * 32, "--out", tmp_path / "office.recipient")
        says("enrol", "--server", server.url, "--access", access, *root, *here)
        says("users", "add", "anna", "--role", "keeper", "--new-passphrase-file", words, *here)
        says("users", "add", "otto", "--role", "auditor", "--new-passphrase-file", words, "--user", "anna", *here)
        says("collect", "--user", "anna", *here)
        says("collect", "--user", "anna", *here)
        whole = (data / "readings.log").read_bytes()
        (data / "readings.log").write_bytes(whole + bytes(2 * LINE_LEN_MAX))
        capsys.readouterr()
        says("collect", "--user", "anna", *here, code=1)
        assert f"The end of {data / 'readings.log'} is damaged." in capsys.readouterr().out, "and nothing else is wrong"
        (data / "readings.log").write_bytes(whole)
        told = command("audit", "--data", str(server.data), store=server.store).stdout
    finally:
        server.stop()
    (line,) = [each for each in told.splitlines() if "readings" in each]
    head = line.split()[-1]
    says("readings", "--verify", "--head", head, "--user", "otto", *here)
    log = data / "readings.log"
    log.write_bytes(log.read_bytes().splitlines(keepends=True)[0])
    capsys.readouterr()
    says("readings", "--verify", "--head", head, "--user", "otto", *here, code=1)
    assert "its end was cut off" in capsys.readouterr().out


def says(*words: object, code: int = 0) -> None:
    assert main([*map(str, words)]) == code
