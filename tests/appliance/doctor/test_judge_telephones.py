"""Tests what the doctor says of desk phones, of what is spoken on them, and of the modem: one finding for one cause, with what to do."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.api.board.supervised import TroubleLine
from appliance.core.ground.words import Cause
from appliance.doctor import telephones
from appliance.doctor.facts import Phrases, Seen, Told, Unit
from appliance.doctor.finding import Finding, Key, Word
from appliance.doctor.judge_telephones import NETWORK, PROCESS, SPEAKS
from appliance.doctor.judging import judged
from appliance.doors.phones.watch import Seen as WatchSeen
from appliance.doors.phones.watch import Watch
from appliance.phone_network.telephone_file import Telephone, written
from appliance.words.troubles import PHONES_UNREGISTERED
from tests.appliance.doctor.box import DOWN, SEEN, TOLD

PBX = "10.20.0.5"
RUN = {PROCESS: Unit("active", 0), NETWORK: Unit("inactive", 0), SPEAKS: Unit("inactive", 0)}
WELL = replace(SEEN, telephone=PBX, phrases=Phrases(120), units={**(SEEN.units or {}), **RUN})


def unit(name: str, state: str, restarts: int = 0) -> Seen:
    return replace(WELL, units={**(WELL.units or {}), name: Unit(state, restarts)})


def trouble(what: str, detail: str = "") -> Told:
    line = TroubleLine(what=what, subject="", detail=detail, age_ms=1000)
    return replace(TOLD, board=replace(TOLD.board, troubles=(line,)))


def finding(key: Key, seen: Seen, told: Told = TOLD) -> Finding:
    (found,) = [each for each in judged(seen, told) if each.key is key]
    return found


def test_a_box_without_a_phone_system_has_no_line_of_it() -> None:
    units = {PROCESS: Unit("inactive", 0), NETWORK: Unit("inactive", 0), SPEAKS: Unit("inactive", 0)}
    keys = {each.key for each in judged(replace(SEEN, units={**(SEEN.units or {}), **units}), TOLD)}
    assert not keys & {Key.PHONES, Key.PHRASES, Key.MODEM}


@pytest.mark.parametrize(
    ("seen", "told", "word", "says"),
    [
        (WELL, TOLD, Word.OK, f"The phone system at {PBX} answers."),
        (unit(NETWORK, "failed"), trouble("phones-not-connected"), Word.BROKEN, "The network of desk phones"),
        (unit(NETWORK, "activating"), TOLD, Word.BROKEN, "The network of desk phones"),
        (unit(PROCESS, "failed"), TOLD, Word.BROKEN, f"systemd says that {PROCESS} is failed."),
        (unit(PROCESS, "active", 3), TOLD, Word.LOOK, "3 times"),
        (WELL, trouble("phones-unregistered", "The PBX refuses it (403)."), Word.BROKEN, "The PBX refuses it (403)."),
        (WELL, trouble("phones-not-connected"), Word.BROKEN, "is not connected"),
        (WELL, trouble("phones-lines-lost", "6 of 8 lines work."), Word.LOOK, "6 of 8 lines work."),
        (replace(WELL, units=None), TOLD, Word.OK, "answers"),
    ],
)
def test_desk_phones_are_judged_from_the_bottom_up(seen: Seen, told: Told, word: Word, says: str) -> None:
    found = finding(Key.PHONES, seen, told)
    assert found.word is word
    assert says in found.says
    assert bool(found.do) is (word is not Word.OK)


def test_while_the_daemon_is_down_nobody_knows_whether_the_phone_system_answers() -> None:
    (found,) = [each for each in judged(WELL, DOWN) if each.key is Key.PHONES]
    assert found.word is Word.UNSEEN


@pytest.mark.parametrize(
    ("spoken", "state", "word", "says"),
    [
        (Phrases(120), "inactive", Word.OK, "120 phrases, each understood by a recogniser."),
        (Phrases(120, unproved=4), "inactive", Word.OK, "could not prove 4"),
        (Phrases(120, missing=1), "inactive", Word.LOOK, "1 phrase of 120 could not be made"),
        (None, "activating", Word.LOOK, "are being spoken"),
        (None, "failed", Word.BROKEN, "who dials hears a tone, and the call counts"),
    ],
)
def test_what_is_spoken_is_counted(spoken: Phrases | None, state: str, word: Word, says: str) -> None:
    found = finding(Key.PHRASES, replace(unit(SPEAKS, state), phrases=spoken))
    assert found.word is word
    assert says in found.says


@pytest.mark.parametrize(
    ("what", "word"),
    [
        ("modem-missing", Word.BROKEN),
        ("modem-silent", Word.BROKEN),
        ("modem-sim", Word.BROKEN),
        ("modem-no-cell", Word.BROKEN),
        ("modem-full", Word.BROKEN),
        ("modem-weak", Word.LOOK),
    ],
)
def test_a_trouble_of_the_modem_is_told_with_what_to_do(what: str, word: Word) -> None:
    found = finding(Key.MODEM, SEEN, trouble(what))
    assert found.word is word
    assert found.says and found.do


def test_the_files_are_read_and_one_that_is_not_ours_counts_as_none(tmp_path: Path) -> None:
    assert telephones.telephone(tmp_path) is None
    file = tmp_path / "telephone.json"
    file.write_bytes(written(Telephone(pbx=PBX, port=5061, transport="tls", plan="00c0ffee")))
    assert telephones.telephone(tmp_path) == PBX
    assert telephones.phrases(tmp_path, tmp_path / "nowhere") is None
    file.write_bytes(b"{}")
    assert telephones.telephone(tmp_path) is None


def test_what_is_to_be_done_is_said_once() -> None:
    """A trouble's own words end with it, since a desk shows nothing else."""
    reported: list[TroubleLine] = []

    def report(cause: Cause, says: str | None) -> None:
        reported.append(TroubleLine(what=cause.what, subject=cause.subject, detail=says or "", age_ms=0))

    watch = Watch(report)
    for now_s in (0.0, 60.0):
        watch.look(WatchSeen(planned=True, connected=True, why="403 Forbidden"), now_s)
    (line,) = [each for each in reported if each.detail]
    found = finding(Key.PHONES, WELL, replace(TOLD, board=replace(TOLD.board, troubles=(line,))))
    assert "403 Forbidden" in found.says
    assert found.do == PHONES_UNREGISTERED.do
    assert found.do not in found.says


@pytest.mark.parametrize(
    ("root_word", "do"),
    [
        ("sudo ", "sudo systemctl restart handbell-phrases"),
        (None, "Read why: journalctl -u handbell-phrases -n 30"),
    ],
)
def test_nobody_is_told_to_do_what_nobody_may(root_word: str | None, do: str) -> None:
    found = finding(Key.PHRASES, replace(WELL, phrases=None, root_word=root_word))
    assert (found.word, found.do) == (Word.BROKEN, do)
