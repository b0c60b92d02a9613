"""Tests lessons at the office: found once they are approved, held back, told by a notice that repeats those of before, and answered."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.core.district.events import LessonAnswered, LessonSaid, NoticesKeyNamed
from appliance.envelope.deposit import LessonTold
from appliance.envelope.hybrid import PrivateKey, PublicKey
from appliance.envelope.sealed_lessons import opened, readers_of
from appliance.envelope.statements import NOTICE_LEN_MAX, Notice
from appliance.record.events import FactWritten
from appliance.record.fields import FIELDS
from appliance.record.words import FieldId, ItemId, Value
from sync.office.lessons import answers_of_buildings, command, keys_of_buildings
from sync.office.lessons.found import known
from sync.office.lessons.holding import DAY_MS
from sync.office.office import NoSuch, Office
from sync.office.papers import Unreadable, read_lessons
from sync.office.readers.roles import NotYours, Role
from sync.office.root import CannotSay, Root
from tests.appliance.logbook.box import call
from tests.appliance.record.telling import SOMEBODY
from tests.sync.office.building import NAME, NOW_MS, Desk, given, public_of
from tests.sync.office.readers.reading_office import asked, office_of

SENTENCE, ACTION = "Two adults at arrival calm a crowd.", "Post a second adult."
TOLD = LessonTold(b"o" * 16, "Doors that stick delay help.", "Oil them each August.", 1_790_000_000_000)
CEDAR = PrivateKey.generate()
"""The key that the building names."""


def fact(field: str, value: Value, number: int = 1, item: str = "debrief-1") -> FactWritten:
    kept = FIELDS[FieldId(field)]
    return FactWritten(
        incident=call(number).incident,
        by=SOMEBODY,
        klass=kept.klass,
        field=kept.field,
        item=ItemId(item if "." in field else ""),
        value=value,
        why="as it was",
    )


async def approved(desk: Desk, number: int = 1) -> None:
    await desk.box.keep(
        fact("debrief.lesson", SENTENCE, number),  # type: ignore[arg-type]
        fact("debrief.lesson_action", ACTION, number),  # type: ignore[arg-type]
        fact("debrief.lesson_by", "Sam Rivera", number),  # type: ignore[arg-type]
        fact("debrief.lesson_at", NOW_MS // 60_000 * 60_000, number),  # type: ignore[arg-type]
    )


@pytest.fixture
def half_a_year_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "now_ms", lambda: NOW_MS + 181 * DAY_MS)


async def listed(office: Office, capsys: pytest.CaptureFixture[str]) -> list[str]:
    await command.lessons(asked("lessons", step="list"), office)
    return capsys.readouterr().out.splitlines()


async def approves(office: Office, out: Path, *names: str, without: tuple[str, ...] = (), anew: bool = False) -> None:
    arguments = asked("lessons", step="approve", names=list(names), out=out, without=list(without), anew=anew)
    await command.lessons(arguments, office)


def tells(desk: Desk, *keys: PublicKey, version: int = 1, own: bool = True) -> None:
    """Let the root key tell TOLD, sealed for these keys and for the office's own."""
    of_office = [public_of(desk.keyring.newest)] if own else []
    desk.hears(desk.signer.lessons(version, (TOLD,), *of_office, *keys))


async def test_a_lesson_is_found_once_it_is_approved_and_not_after_a_change(desk: Desk) -> None:
    await desk.box.keep(fact("debrief.lesson", SENTENCE), fact("debrief.lesson_action", ACTION))  # type: ignore[arg-type]
    desk.takes(await given(desk.box, desk.signer))
    assert known(desk.store, desk.opener).lessons == ()
    await approved(desk)
    desk.takes(await given(desk.box, desk.signer))
    (lesson,) = known(desk.store, desk.opener).lessons
    assert (lesson.name, lesson.number, lesson.approved_by) == (NAME, 1, "Sam Rivera")
    assert (lesson.sentence, lesson.action) == (SENTENCE, ACTION)
    await desk.box.keep(fact("debrief.lesson_action", "Post a third adult."))  # type: ignore[arg-type]
    desk.takes(await given(desk.box, desk.signer))
    assert known(desk.store, desk.opener).lessons == ()


async def test_the_kind_is_what_was_done_and_else_what_was_called_for_and_ids_differ(desk: Desk) -> None:
    await approved(desk)
    await approved(desk, 2)
    await desk.box.keep(fact("behavior", "battery", 2))  # type: ignore[arg-type]
    desk.takes(await given(desk.box, desk.signer))
    found = known(desk.store, desk.opener)
    assert {each.number: each.happened.kind for each in found.lessons} == {1: "call:assist", 2: "battery"}
    assert len({each.lesson for each in found.lessons}) == 2, "the same words of two records are two lessons"
    assert len(found.happened) == 2


async def test_a_lesson_that_is_held_back_is_listed_with_the_reason_and_goes_nowhere(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await approved(desk)
    office = await office_of(desk, tmp_path)
    monkeypatch.setattr(command, "now_ms", lambda: NOW_MS + 3 * DAY_MS)
    first, second = await listed(office, capsys)
    assert first.endswith(f"{SENTENCE} {ACTION}")
    assert f"{NAME}, record 1, approved by Sam Rivera: held back for" in second
    with pytest.raises(NoSuch, match=r"the incident is too near\. Nothing was written"):
        await approves(office, tmp_path / "out", first[:8])
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("half_a_year_later")
async def test_what_goes_is_written_for_the_root_key_with_what_was_told_before(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await approved(desk)
    tells(desk)
    office = await office_of(desk, tmp_path, Role.KEEPER)
    lines = await listed(office, capsys)
    assert any(line.endswith("may go") for line in lines)
    assert any("Doors that stick delay help." in line for line in lines)
    await approves(office, tmp_path / "out", lines[0][:8])
    before, new = read_lessons(tmp_path / "out").lessons
    assert before == TOLD
    assert (new.sentence, new.action, new.told_ms % DAY_MS) == (SENTENCE, ACTION, 0)
    text = (tmp_path / "out").read_text()
    assert not any(word in text for word in (NAME, "Rivera", desk.box.vault.building.hex()))
    await approves(office, tmp_path / "fewer", lines[0][:8], without=(TOLD.lesson.hex()[:8],))
    assert [each.sentence for each in read_lessons(tmp_path / "fewer").lessons] == [SENTENCE]
    noted = [each.reading.what for each in office.log.found() if each.reading is not None]
    assert {(each.command, each.number, each.classes) for each in noted} == {
        ("lessons list", 1, "B"),
        ("lessons approve", 1, "B"),
    }
    for wrong in ("ffffffff", lines[0][:3]):
        with pytest.raises(NoSuch, match="No lesson has this name"):
            await approves(office, tmp_path / "none", wrong)
    with pytest.raises(Unreadable):
        await approves(office, tmp_path / "out", lines[0][:8])
    office.keyring.users = tuple(replace(each, role=Role.READER) for each in office.keyring.users)
    office.check("lessons", "list")
    with pytest.raises(NotYours):
        office.check("lessons", "approve")


async def test_what_a_building_said_last_is_listed_and_a_hostile_answer_is_not(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tells(desk, CEDAR.public)
    await desk.box.keep(
        NoticesKeyNamed(public=CEDAR.public.raw),
        LessonAnswered(lesson=TOLD.lesson, said=LessonSaid.DONE_HERE, by="A. Chen"),
        LessonAnswered(lesson=TOLD.lesson, said=LessonSaid.BY_WHEN, until="2026-12-15\x1b[2J\nforged", by="A. Chen"),
        LessonAnswered(lesson=b"short", said=LessonSaid.DONE_HERE),
    )
    office = await office_of(desk, tmp_path)
    lines = await listed(office, capsys)
    assert lines[1:] == [
        "          told to every building; 1 of 1 building answered",
        f"          {NAME}: by 2026-12-15",
    ]
    desk.takes(await given(desk.box, desk.signer))
    said = answers_of_buildings.of(desk.store, desk.box.vault.building, TOLD.lesson)
    assert said is not None and said.said is LessonSaid.BY_WHEN, "the same page again changes nothing"


async def test_where_nothing_came_it_says_how_a_lesson_begins(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (await listed(await office_of(desk, tmp_path), capsys))[0].startswith("No lesson came yet.")


@pytest.mark.usefixtures("half_a_year_later")
async def test_it_is_sealed_for_the_key_that_a_building_named_last_and_the_root_key_signs_it(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await approved(desk)
    office = await office_of(desk, tmp_path)
    name = (await listed(office, capsys))[0][:8]
    await approves(office, tmp_path / "early", name)
    assert capsys.readouterr().out.splitlines()[1:3] == [
        "These have named no key yet, and cannot open it. Collect from them later, and approve the same lessons once more:",
        f"  {NAME}",
    ]
    await desk.box.keep(NoticesKeyNamed(public=PrivateKey.generate().public.raw), NoticesKeyNamed(public=b"no key"))
    await desk.box.keep(NoticesKeyNamed(public=CEDAR.public.raw))
    desk.takes(await given(desk.box, desk.signer))
    assert keys_of_buildings.of(desk.store, desk.box.vault.building) == CEDAR.public
    await approves(office, tmp_path / "out", name)
    assert "named no key yet" not in capsys.readouterr().out
    paper = read_lessons(tmp_path / "out")
    assert set(paper.readers) == {CEDAR.public.raw, public_of(desk.keyring.newest).raw}
    root = Root.init(tmp_path / "root", "a passphrase")
    notice = Notice.unpack(root.lessons(paper.lessons, paper.readers, NOW_MS).statement)
    assert readers_of(notice.body) == {CEDAR.public.fingerprint, public_of(desk.keyring.newest).fingerprint}
    assert [each.sentence for each in opened(notice.body, CEDAR)] == [SENTENCE]
    assert SENTENCE.encode() not in notice.body
    for lessons, readers in (
        (paper.lessons, ()),
        (paper.lessons, (b"no key",)),
        (paper.lessons * 2, paper.readers),
        (long_lessons(), tuple(PrivateKey.generate().public.raw for _ in range(180))),
    ):
        with pytest.raises(CannotSay):
            root.lessons(lessons, readers, NOW_MS)


def long_lessons() -> tuple[LessonTold, ...]:
    """Give lessons that do not fit a notice that is sealed for 180 keys."""
    long = tuple(LessonTold(number.to_bytes(16), "ü" * 200, "ü" * 200, 0) for number in range(100))
    assert NOTICE_LEN_MAX < 100 * 800 + 180 * 1200
    return long


@pytest.mark.usefixtures("half_a_year_later")
async def test_a_notice_that_opens_here_no_more_is_not_replaced_unless_somebody_says_so(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await approved(desk)
    tells(desk, CEDAR.public, own=False)
    office = await office_of(desk, tmp_path)
    lines = await listed(office, capsys)
    assert lines[0] == (
        "The newest notice of lessons is sealed for no key of this office: what it tells every building cannot be shown here."
    )
    name = lines[1][:8]
    with pytest.raises(NoSuch, match="what was told before cannot be repeated"):
        await approves(office, tmp_path / "out", name)
    assert not (tmp_path / "out").exists()
    await approves(office, tmp_path / "out", name, anew=True)
    assert [each.sentence for each in read_lessons(tmp_path / "out").lessons] == [SENTENCE]


async def test_a_building_whose_key_is_not_among_the_readers_is_named(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tells(desk)
    office = await office_of(desk, tmp_path)
    assert (await listed(office, capsys))[1:] == [
        "          told to 0 of 1 building; 0 of 1 building answered",
        "The newest notice is not sealed for these, and they cannot open it. Collect, and approve the same lessons once more:",
        f"  {NAME}",
    ]
