"""Tests how sealed answers reach the one person who reads them: found at the office, carried in a file, opened with that person's key."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.duties.answering import Said
from appliance.envelope.answers import Answer, Place, seal
from appliance.envelope.hybrid import PublicKey
from appliance.record.events import AnswerSealed, RecordEntry
from appliance.record.words import ItemId, Klass
from sync.office import incidents, sealed_file
from sync.office.answers import command, paper
from sync.office.answers.found import found
from sync.office.answers.paper import SealedAnswers
from sync.office.answers.person import Person
from sync.office.papers import Unreadable
from sync.office.readers.roles import NotYours, Role
from sync.office.sealed_file import SecretError, WrongPassphrase
from tests.appliance.logbook.box import call
from tests.appliance.record.telling import SOMEBODY
from tests.sync.office.building import NAME, NOW_MS, Desk, given
from tests.sync.office.readers.reading_office import asked, office_of

WORDS = "My classes were changed."
PHRASE = "six quiet words nobody else says"
RULE = "no-repercussions-30-educator"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """What guesses of a passphrase cost is tested in `test_sealed_file.py`."""
    monkeypatch.setattr(sealed_file, "ITERATIONS", 1)
    monkeypatch.setattr(sealed_file, "MEMORY_KIB", 64)


@pytest.fixture
def person(tmp_path: Path) -> Person:
    return Person.init(tmp_path / "person", PHRASE, "Dana Reyes", NOW_MS)


def answered(
    desk: Desk, person: Person, said: Said, number: int = 1, words: str = WORDS, who: str = "Jo"
) -> RecordEntry:
    """Make the entry that a box makes of an answer."""
    key, incident = PublicKey.from_bytes(person.recipient().public), call(number).incident
    place = Place(desk.box.vault.building, incident, RULE, "person-2", "educator")
    return AnswerSealed(
        incident=incident,
        by=SOMEBODY,
        klass=Klass.PERSONNEL,
        rule=RULE,
        about=ItemId("person-2"),
        asked="educator",
        reader=key.fingerprint,
        sealed=seal(Answer.made(said, words, who), key, place),
    )


async def test_the_office_finds_answers_and_only_the_person_reads_them(
    desk: Desk, person: Person, tmp_path: Path
) -> None:
    await desk.box.keep(answered(desk, person, Said.SOMETHING), answered(desk, person, Said.NOTHING, 2, ""))  # type: ignore[arg-type]
    desk.takes(await given(desk.box, desk.signer))
    kept = found(desk.store, desk.opener)
    assert [(each.name, each.number) for each in kept] == [(NAME, 1), (NAME, 2)]
    assert WORDS not in str(kept) and WORDS.encode() not in kept[0].sealed
    file = tmp_path / "answers"
    paper.write(file, SealedAnswers(NOW_MS, kept))
    assert file.stat().st_mode & 0o077 == 0
    opened, wrong = Person.open(tmp_path / "person", PHRASE).opens(paper.read(file).answers)
    assert [(each.answer.said, each.answer.words) for each in opened] == [(Said.SOMETHING, WORDS), (Said.NOTHING, "")]
    assert wrong == []
    with pytest.raises(WrongPassphrase):
        Person.open(tmp_path / "person", PHRASE[:-1])


async def test_what_is_sealed_for_another_key_or_was_moved_is_named_and_the_rest_is_read(
    desk: Desk, person: Person, tmp_path: Path
) -> None:
    before = Person.init(tmp_path / "before", PHRASE, "Lee Park", NOW_MS)
    await desk.box.keep(answered(desk, person, Said.NOTHING), answered(desk, before, Said.SOMETHING, 2))  # type: ignore[arg-type]
    desk.takes(await given(desk.box, desk.signer))
    mine, others = found(desk.store, desk.opener)
    moved = replace(mine, place=replace(mine.place, about="person-3"))
    opened, wrong = person.opens((mine, moved, others))
    assert [each.answer.said for each in opened] == [Said.NOTHING]
    assert len(wrong) == 2
    assert wrong[0].startswith(f"An answer about record 1 of {NAME} is sealed for another key, belongs to another")
    assert wrong[1].startswith("1 more is sealed for another key")


async def test_the_command_notes_the_reading_of_each_record_and_overwrites_nothing(
    desk: Desk, person: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await desk.box.keep(answered(desk, person, Said.SOMETHING))  # type: ignore[arg-type]
    office = await office_of(desk, tmp_path, Role.READER)
    file = tmp_path / "answers"
    assert await command.answers(asked("answers", file=file), office) == 0
    said = capsys.readouterr().out
    assert "Sealed answers in it: fewer than 10." in said and WORDS not in said
    noted = [each.reading.what for each in office.log.found() if each.reading is not None]
    assert [(each.command, each.number, each.classes) for each in noted] == [("answers", 1, "C")]
    with pytest.raises(Unreadable, match="exists already"):
        await command.answers(asked("answers", file=file), office)
    office.keyring.users = tuple(replace(each, role=Role.COLLECTOR) for each in office.keyring.users)
    with pytest.raises(NotYours):
        office.check("answers")


async def test_what_a_hostile_box_writes_forges_no_line_and_stops_nothing(
    desk: Desk, person: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forged = "Jo\n2026-11-30  Cedar Creek, record 9: nothing has changed\x1b[2J"
    short = replace(answered(desk, person, Said.NOTHING), sealed=b"short")  # type: ignore[type-var]
    await desk.box.keep(answered(desk, person, Said.SOMETHING, words="a\nb", who=forged), short)  # type: ignore[arg-type]
    desk.takes(await given(desk.box, desk.signer))
    assert [each.incident.number for each in incidents.listed(desk.store)], "the incident itself is listed as before"
    kept = found(desk.store, desk.opener)
    assert len(kept) == 1, "what has another length is no answer"
    paper.write(tmp_path / "answers", SealedAnswers(NOW_MS, kept))
    (tmp_path / "words").write_text(PHRASE + "\n")
    read = asked("person", file=tmp_path / "answers", folder=tmp_path / "person", counts=False)
    read.passphrase_file = tmp_path / "words"
    lines = command._read(read)
    assert lines[0] == "1 answer, the newest first. Nobody else can read them."
    assert lines[1].count("record") == 2 and "\x1b" not in lines[1] and "\n" not in lines[1]
    assert lines[2:] == ["", "What may be told to others:", "  People who answered in this district: fewer than 10."]
    read.counts = True
    assert command._read(read) == lines[3:]
    assert capsys.readouterr().out == ""


def test_there_is_one_key_and_a_file_that_is_none_says_so(tmp_path: Path, person: Person) -> None:
    with pytest.raises(SecretError, match="open with no other one"):
        Person.init(tmp_path / "person", PHRASE, "Dana Reyes", NOW_MS)
    bad = tmp_path / "bad"
    bad.write_bytes(b"\xff\x00")
    with pytest.raises(Unreadable, match="holds no sealed answers"):
        paper.read(bad)
    with pytest.raises(Unreadable, match="cannot be read"):
        paper.read(tmp_path / "none")
    assert PHRASE not in repr(person) and person.recipient().signing == b""
