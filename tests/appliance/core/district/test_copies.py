"""What is known of the copy: what stands over a restart, what the timeline says, what is wrong and when, and when a trial is due."""

import pytest

from appliance.core.district.commands import NoteRecovery
from appliance.core.district.copies import (
    CHECK_EVERY_MS,
    DAY_MS,
    SILENT_MS,
    TOLD,
    Fate,
    HeardOfCopy,
    Known,
    fates,
    findings,
    trial_due,
    unchecked,
)
from appliance.core.district.events import (
    BoxReplaced,
    CopyOverwritten,
    CopyTargetChanged,
    CopyTried,
    RecoveryChecked,
    RecoveryEvent,
    RecoveryKeySet,
    SuccessionKeyNamed,
)
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.stands import Falls, Stands
from appliance.core.ground.words import RestoredBy
from appliance.core.standing import changes
from appliance.core.transcript import line
from tests.appliance.core.story import Story

STICK = CopyTargetChanged(kind="stick", where="the USB stick")
GOOD = CopyTried(up_to=812, digest=b"d" * 32, ok=True, says="", took_ms=900)
BAD = CopyTried(up_to=0, digest=b"", ok=False, says="the last entry is another.", took_ms=900)
GONE = CopyOverwritten(up_to=700, kind="stick", where="the USB stick", survives=("an older stick",))
KEY = RecoveryKeySet(by="as this box was set up", public=b"p" * 1216)
REPLACED = BoxReplaced(
    former_box=b"\xaa" * 16,
    former_device_key=b"k" * 32,
    epoch=b"e" * 16,
    number=812,
    digest=b"d" * 32,
    copy_ms=1,
    way=RestoredBy.PHRASE,
    used_before=True,
)


@pytest.mark.parametrize(
    ("event", "stands", "says"),
    [
        (STICK, (Stands("copy-target"),), "lies on the USB stick"),
        (CopyTargetChanged(kind="", where=""), (Stands("copy-target"),), "nowhere any more"),
        (GOOD, (Stands("copy-drilled"),), "up to entry 812, and is whole."),
        (BAD, (Stands("copy-drilled"),), "not right: the last entry is another."),
        (GONE, (Stands("copy-overwritten:stick:the USB stick"),), "may survive on an older stick"),
        (KEY, (Stands("recovery-key"), Falls("recovery-checked")), "sealed for a recovery phrase"),
        (RecoveryChecked(by="IT", right=True), (Stands("recovery-checked"),), "it was right"),
        (RecoveryChecked(by="IT", right=False), (), "not the right one"),
        (SuccessionKeyNamed(public=b"s" * 32), (Stands("succession-key"),), "which box follows it"),
        (REPLACED, (Stands("box-replaced:" + "aa" * 16),), "in place of box aaaaaaaa, from its copy up to entry 812"),
    ],
)
def test_each_stands_until_a_newer_one_and_has_a_sentence(
    event: RecoveryEvent, stands: tuple[Stands | Falls, ...], says: str
) -> None:
    assert changes(event) == stands
    assert says in line(event, Story().board.index)
    assert "destroyed at" not in line(event, Story().board.index).casefold()


def test_what_is_known_already_is_no_news() -> None:
    story = Story()
    assert story.tell(NoteRecovery(fact=CopyTargetChanged(kind="", where=""))) is Rejection.NO_NEWS
    for fact in (STICK, GOOD, GONE, KEY):
        assert story.tell(NoteRecovery(fact=fact)) is None
        assert story.tell(NoteRecovery(fact=fact)) is Rejection.NO_NEWS
    older = CopyOverwritten(up_to=600, kind="stick", where="the USB stick")
    assert story.tell(NoteRecovery(fact=older)) is Rejection.NO_NEWS
    assert story.board.recovery.is_set_up


def test_another_phrase_was_never_checked_and_a_wrong_one_unsays_nothing() -> None:
    story = Story()
    for fact in (KEY, RecoveryChecked(by="IT", right=True), RecoveryChecked(by="IT", right=False)):
        story.tell(NoteRecovery(fact=fact))
    assert story.board.recovery.checked is not None
    story.tell(NoteRecovery(fact=RecoveryKeySet(by="IT", public=b"q" * 1216)))
    assert story.board.recovery.checked is None


# ---- what became of what was destroyed


def test_of_a_copy_it_is_said_that_it_was_overwritten_or_may_survive_and_never_that_it_is_destroyed() -> None:
    assert fates(Known(), 7) == ()
    stick = "on the USB stick"
    assert fates(known(STICK), 7) == (Fate(stick, None),), "nothing was told yet"
    both = known(STICK, GONE)
    by_ms = both.overwritten["stick:the USB stick"].wall_ms
    assert fates(both, 700) == (Fate(stick, by_ms), Fate("on an older stick", None))
    assert fates(both, 701)[0] == Fate(stick, None), "a later certificate is not overwritten there"
    moved = known(STICK, GONE, CopyTargetChanged(kind="sftp", where="backup.example"))
    assert Fate("on backup.example", None) in fates(moved, 600)
    assert Fate(stick, by_ms) in fates(moved, 600)


def test_what_a_restore_left_on_the_card_may_have_it_if_it_was_destroyed_since() -> None:
    left = ("in before-restore-1 on the card of this box",)
    replaced = BoxReplaced(
        former_box=b"F" * 16,
        former_device_key=b"K" * 32,
        epoch=b"E" * 16,
        number=600,
        digest=b"D" * 32,
        copy_ms=1,
        way=RestoredBy.PHRASE,
        used_before=False,
    )
    assert fates(known(replaced), 601, left) == (Fate(left[0], None),)
    assert fates(known(replaced), 600, left) == (), "that was gone before there was anything of it here"


# ---- what is wrong

NOW = Moment(SILENT_MS * 10, Story().now.wall_ms + 400 * DAY_MS, 0)


def known(*facts: RecoveryEvent) -> Known:
    story = Story()
    for fact in facts:
        assert story.tell(NoteRecovery(fact=fact)) is None
    return story.board.recovery


def wrong(known: Known, heard: HeardOfCopy, now: Moment = NOW) -> dict[str, str]:
    found = findings(known, heard, now, clock_trusted=now.week_minute is not None)
    return {cause.what: says for cause, says in found if says is not None}


def proved(**changes: object) -> HeardOfCopy:
    return HeardOfCopy(heard=True, heard_ms=NOW.mono_ms, proved=5, proved_at_ms=NOW.mono_ms, **changes)  # type: ignore[arg-type]


def test_without_a_copy_nothing_is_trouble() -> None:
    assert wrong(Known(), HeardOfCopy()) == {}
    assert wrong(Known(), HeardOfCopy(nobody=True, heard=True)) == {}


def test_a_replica_that_says_nothing_for_five_minutes_is_named() -> None:
    silent = HeardOfCopy(heard=True, heard_ms=NOW.mono_ms - SILENT_MS, proved_at_ms=NOW.mono_ms)
    assert "nothing is heard" in wrong(known(STICK), silent)["copy-silent"].casefold()
    assert "handbell-replica handbell-replica-far" in wrong(known(STICK), silent)["copy-silent"], "one of the two runs"
    assert "copy-silent" not in wrong(known(STICK), proved())


def test_a_restart_forgets_no_trouble_before_the_replica_has_spoken_or_was_silent_for_too_long() -> None:
    early, late = Moment(SILENT_MS - 1, 0, 0), Moment(SILENT_MS, 0, 0)
    causes = {cause.what for cause, _ in findings(known(STICK), HeardOfCopy(), early, clock_trusted=False)}
    assert not causes & {*TOLD, "copy-silent", "recovery-nobody", "bundle-failed"}
    assert "copy-silent" in wrong(known(STICK), HeardOfCopy(), late)
    assert "copy-silent" not in wrong(Known(), HeardOfCopy(), late)


def test_a_copy_that_is_not_proved_for_five_minutes_is_named_with_what_the_replica_says() -> None:
    heard = proved(says="the store answers slowly.")
    heard.proved_at_ms = NOW.mono_ms - SILENT_MS
    assert "the store answers slowly." in wrong(known(STICK), heard)["copy-silent"]


@pytest.mark.parametrize("what", TOLD)
def test_what_is_wrong_there_is_one_trouble_and_silences_that_nothing_is_proved(what: str) -> None:
    heard = proved(trouble=what)
    heard.proved_at_ms = 0
    found = wrong(known(STICK), heard)
    assert set(found) & {*TOLD, "copy-silent"} == {what}
    assert "Calls work." in found[what]


def test_a_trial_that_failed_and_one_that_is_overdue_are_named() -> None:
    assert "copy-drill-overdue" in wrong(known(STICK), proved())
    assert "the last entry is another" in wrong(known(STICK, BAD), proved())["copy-drill-failed"]
    without_clock = Moment(NOW.mono_ms, NOW.wall_ms, None)
    assert "copy-drill-overdue" not in wrong(known(STICK), proved(), without_clock)


def test_a_copy_nobody_could_open_is_named() -> None:
    assert "handbell recovery renew" in wrong(known(STICK), proved(nobody=True))["recovery-nobody"]


# ---- trials


def at(minute: int, days: float = 400) -> Moment:
    return Moment(NOW.mono_ms, round(days * DAY_MS), minute)


def test_a_trial_is_due_in_the_quiet_hour_alone_and_with_nothing_going_on() -> None:
    copy = known(STICK)
    assert trial_due(copy, at(125), 0, quiet=True)
    assert trial_due(copy, at(3 * 1440 + 125), 0, quiet=True)
    assert not trial_due(copy, at(125), 0, quiet=False)
    assert not trial_due(copy, at(125), 30, quiet=True), "this building's begins half an hour later"
    assert trial_due(copy, at(155), 30, quiet=True)
    assert not trial_due(copy, at(12 * 60), 0, quiet=True)
    assert not trial_due(copy, Moment(0, 0, None), 0, quiet=True)
    assert not trial_due(Known(), at(125), 0, quiet=True)


def test_a_trial_comes_monthly_and_again_the_next_night_where_it_failed() -> None:
    good, bad = known(STICK, GOOD), known(STICK, BAD)
    assert good.trial is not None
    day = good.trial.wall_ms / DAY_MS
    assert not trial_due(good, at(125, day + 29), 0, quiet=True)
    assert trial_due(good, at(125, day + 30), 0, quiet=True)
    assert not trial_due(bad, at(125, day + 0.1), 0, quiet=True)
    assert trial_due(bad, at(125, day + 1), 0, quiet=True)


def test_a_phrase_is_to_be_typed_once_a_school_year() -> None:
    assert not unchecked(0, CHECK_EVERY_MS - 1)
    assert unchecked(0, CHECK_EVERY_MS)
