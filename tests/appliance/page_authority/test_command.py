"""Tests the certificate of pages as IT makes it: by the commands alone, with real files, at a time that the test gives."""

import io
import os
import shutil
import ssl
import stat
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from appliance.commands.page import main
from appliance.page_authority.command import parser, run
from appliance.page_authority.expiry import PAGE_VALID_DAYS
from appliance.page_authority.page_folder import Shown, shown
from tests.appliance.page_authority.school import BOX, NOW

WORDS = "six plain words nobody would guess"


class School:
    """IT's folder and a box's, and the commands with what they say."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.authority, self.box = folder / "authority", folder / "handbell-page"
        self.secret, self.request, self.answer = folder / "words", folder / "box.csr", folder / "box.crt"
        self.secret.write_text(f"{WORDS}\n")
        self.box.mkdir()

    def does(self, *words: object, now: datetime = NOW, refused: bool = False, on_box: bool = False) -> str:
        box = self.box if on_box else self.folder / "no-box"
        assert run(parser().parse_args([str(each) for each in words]), now, box) == int(refused)
        said = self._capsys.readouterr()
        return said.err if refused else said.out

    def new(self, *more: object, **how: bool) -> str:
        named = more or ("--address", "10.4.7.20", "--address", "fd00::7", "--name", "handbell.foxhollow.example")
        words = ("authority", "new", self.authority, "--for", "Fox Hollow", "--passphrase-file", self.secret)
        return self.does(*words, *named, **how)

    def asks(self, *more: object, now: datetime = NOW, refused: bool = False) -> str:
        self.request.unlink(missing_ok=True)
        return self.does("request", "--data", self.box, "--output", self.request, *more, now=now, refused=refused)

    def signs(self, now: datetime = NOW, *, refused: bool = False) -> str:
        self.answer.unlink(missing_ok=True)
        words = ("authority", "sign", self.request, "--authority", self.authority, "--output", self.answer)
        return self.does(*words, "--passphrase-file", self.secret, now=now, refused=refused)

    def takes(self, now: datetime = NOW, *, refused: bool = False) -> str:
        return self.does("certificate", self.answer, "--data", self.box, now=now, refused=refused)


@pytest.fixture
def school(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> School:
    return School(tmp_path, capsys)


ALL = ("--address", "10.4.7.20", "--address", "fd00::7", "--name", "handbell.foxhollow.example")


def test_from_the_authority_to_a_certificate_in_use_and_to_the_next_one(school: School) -> None:
    said = school.new()
    assert f"Made an authority that can certify {BOX.said}, and nothing else." in said
    assert "ends on 2036-08-20 (UTC)" in said
    assert "At IT: handbell page authority sign box.csr" in school.asks(*ALL)
    assert "Certified" in school.signs()
    assert school.takes() == f"The certificate of pages is for {BOX.said}. It ends on 2027-09-22 (UTC), in 398 days.\n"
    assert sorted(each.name for each in school.box.iterdir()) == ["page.crt", "page.pem"], "the request is over"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(school.box / "page.pem")
    used = (school.box / "page.pem").read_bytes()
    later = NOW + timedelta(days=370)
    assert BOX.said in school.asks(now=later), "without names it is for those of the certificate in use"
    school.signs(later)
    assert "another one than before" not in school.takes(later)
    assert (school.box / "page.pem").read_bytes() != used
    assert "in 398 days" in school.takes(later), "taken a second time, it stays as it is"
    assert "in 398 days" in school.does("certificate", "--data", school.box, now=later)


def test_only_its_owner_reads_a_key_and_whoever_looks_reads_the_certificate(school: School) -> None:
    before = os.umask(0o007)  # the modes do not come from the umask
    school.new()
    school.asks(*ALL)
    school.signs()
    modes = {
        each.name: stat.S_IMODE(each.stat().st_mode)
        for folder in (school.authority, school.box)
        for each in folder.iterdir()
    }
    assert modes == {
        "page-authority.p12": 0o600,
        "page-authority.pem": 0o644,
        "page-authority.cer": 0o644,
        "request.key": 0o600,
        "request.csr": 0o644,
    }
    school.takes()
    os.umask(before)
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in school.box.iterdir()}
    assert modes == {"page.pem": 0o600, "page.crt": 0o644}
    assert b"PRIVATE" not in (school.box / "page.crt").read_bytes() + school.answer.read_bytes()


def test_the_authoritys_key_is_under_the_passphrase_alone(school: School) -> None:
    school.new()
    school.asks(*ALL)
    assert WORDS.encode() not in (school.authority / "page-authority.p12").read_bytes()
    school.secret.write_text("some other words of somebody\n")
    assert "the passphrase is wrong, or the file is damaged" in school.signs(refused=True)
    assert not school.answer.exists()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no program openssl")
def test_openssl_opens_the_authoritys_file_with_the_passphrase(school: School) -> None:
    """Whoever has no Handbell any more still has their authority."""
    school.new()
    command = ["openssl", "pkcs12", "-in", str(school.authority / "page-authority.p12"), "-noenc", "-info"]
    done = subprocess.run(
        [*command, "-passin", f"file:{school.secret}"], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "BEGIN PRIVATE KEY" in done.stdout
    assert "PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256" in done.stderr
    assert done.stdout.count("BEGIN CERTIFICATE") == 1


def test_no_authority_is_made_on_a_box(school: School) -> None:
    assert "This is a box." in school.new(refused=True, on_box=True)
    assert not school.authority.exists()


def test_an_authority_that_is_there_stays_as_it_is(school: School) -> None:
    school.new()
    before = (school.authority / "page-authority.p12").read_bytes()
    assert "holds an authority already" in school.new(refused=True)
    assert (school.authority / "page-authority.p12").read_bytes() == before


def test_a_passphrase_of_eleven_letters_makes_no_authority(school: School) -> None:
    school.secret.write_text("elevenchars\n")
    assert "The passphrase has 11 letters; 12 at least" in school.new(refused=True)
    assert not school.authority.exists()


def test_what_the_authority_may_not_certify_is_refused_and_nothing_is_written(school: School) -> None:
    school.new("--address", "10.4.7.20")
    school.asks("--address", "10.4.7.20", "--name", "bank.example")
    assert "The request is for bank.example, which this authority may not certify" in school.signs(refused=True)
    assert not school.answer.exists()


def test_a_whole_network_is_no_exact_address(school: School) -> None:
    assert "a whole network" in school.new("--address", "10.4.7.0/24", refused=True)
    assert "a whole network" in school.asks("--address", "10.4.7.0/24", refused=True)


def test_the_same_request_is_given_again_and_other_names_make_another(school: School) -> None:
    school.asks(*ALL)
    first = school.request.read_bytes()
    school.asks(*ALL)
    assert school.request.read_bytes() == first
    school.asks("--address", "10.4.7.20")
    assert school.request.read_bytes() != first
    assert school.does("request", "--data", school.box, "--address", "10.4.7.20") == school.request.read_text()


def test_the_answer_to_an_earlier_request_is_refused_and_the_one_in_use_stays(school: School) -> None:
    school.new()
    school.asks(*ALL)
    school.signs()
    early = school.answer.read_bytes()
    school.takes()
    used = (school.box / "page.pem").read_bytes()
    school.asks("--address", "10.4.7.20")
    school.answer.write_bytes(early)
    assert "another key" in school.takes(refused=True)
    school.answer.write_bytes(b"rubbish")
    assert "no certificate" in school.takes(refused=True)
    assert (school.box / "page.pem").read_bytes() == used


def test_without_a_request_no_answer_is_taken(school: School) -> None:
    school.new()
    school.asks(*ALL)
    school.signs()
    for each in school.box.iterdir():
        each.unlink()
    assert "No request waits" in school.takes(refused=True)
    assert "holds no certificate" in school.does("certificate", "--data", school.box, refused=True)
    assert "has no certificate yet" in school.asks(refused=True)


def test_a_new_authority_is_said_because_every_computer_must_get_it(school: School) -> None:
    school.new()
    school.asks(*ALL)
    school.signs()
    school.takes()
    shutil.rmtree(school.authority)
    school.new()
    school.asks()
    school.signs()
    assert "Its authority is another one than before: give its certificate to every computer" in school.takes()


def test_one_that_ended_before_it_was_taken_is_refused(school: School) -> None:
    school.new()
    school.asks(*ALL)
    school.signs()
    assert "ended on 2027-09-22" in school.takes(NOW + timedelta(days=PAGE_VALID_DAYS), refused=True)


def test_a_key_is_not_written_where_its_user_could_not_read_it(school: School) -> None:
    if os.geteuid() == 0:
        os.chown(school.box, 12345, 12345)
    else:  # only root can give a folder away; this one is root's
        school.box = Path("/usr")
    assert "Run this as that user." in school.asks(*ALL, refused=True)
    assert not list(school.box.glob("request*"))


def test_a_folder_that_is_not_there_is_named(school: School) -> None:
    school.box.rmdir()
    assert f"There is no folder {school.box}" in school.asks(*ALL, refused=True)


def test_a_file_that_is_there_is_never_overwritten(school: School) -> None:
    school.new()
    school.asks(*ALL)
    school.answer.write_text("somebody's own")
    words = ("authority", "sign", school.request, "--authority", school.authority, "--output", school.answer)
    assert "is there already" in school.does(*words, "--passphrase-file", school.secret, refused=True)
    assert school.answer.read_text() == "somebody's own"


def test_a_passphrase_may_come_by_a_pipe(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    school.new()
    school.asks(*ALL)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WORDS}\n"))
    said = school.does("authority", "sign", school.request, "--authority", school.authority, "--output", school.answer)
    assert "Certified" in said


def test_what_is_shown_is_read_without_waiting_and_whatever_lies_there(school: School) -> None:
    assert shown(school.box) is None
    assert shown(school.box / "none") is None
    there = school.box / "page.crt"
    os.mkfifo(there)
    assert "no regular file" in (shown(school.box) or Shown()).wrong, "nobody waits for whoever writes into a pipe"
    there.unlink()
    there.write_bytes(b"x" * (65 << 10))
    assert "longer than 64 KiB" in (shown(school.box) or Shown()).wrong
    there.write_bytes(b"rubbish")
    assert "no certificate" in (shown(school.box) or Shown()).wrong
    there.unlink()
    there.symlink_to("/etc/hostname")
    assert (shown(school.box) or Shown()).wrong


def test_the_command_of_handbell_does_these_steps(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["request", "--data", str(school.box), "--address", "10.4.7.20"]) == 0
    assert capsys.readouterr().out.startswith("-----BEGIN CERTIFICATE REQUEST-----")
    with pytest.raises(SystemExit) as ended:
        main(["authority"])
    assert ended.value.code == 2
