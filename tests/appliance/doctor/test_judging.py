"""Tests what `handbell doctor` says of a box: it names each thing that can be wrong, and always says what to do."""

from copy import replace

import msgspec
import pytest

from appliance.api.board.practice import WalkTestOverLine
from appliance.api.board.supervised import CutOffLine, PowerLine, TroubleLine
from appliance.api.desk.health import OutageLine
from appliance.doctor.facts import (
    Clock,
    DataFolder,
    Enrolment,
    Power,
    Seed,
    Seen,
    Told,
    Unit,
    Untold,
    Wrong,
)
from appliance.doctor.finding import Key, Word, exit_code
from appliance.doctor.judging import OF_THE_DAEMON, ahead, judged
from tests.appliance.doctor.box import (
    BOARD,
    DAY,
    DENIED,
    DOWN,
    GIB,
    HEALTH,
    NOW,
    SEEN,
    TOLD,
    board,
    button,
    buttons,
    copied,
    district,
    found,
    health,
    sounder,
)

TROUBLE = TroubleLine(what="button-lost", subject="B205-wall", detail="unplugged", age_ms=60_000)
NOT_SET_UP = TroubleLine(what="seed-not-applied", subject="seed", detail="Line 4: no such time zone.", age_ms=1)
BY_OFFICE = TroubleLine(
    what="box-revoked", subject="told", detail="The safety office revoked this box above entry 9.", age_ms=1
)
AWAY = TroubleLine(what="desk-unattended", subject="nurse", detail="nobody is there", age_ms=1)
NO_PLAN = replace(board(desks=()), buttons=msgspec.structs.replace(TOLD.buttons, buttons=()))


def test_a_box_that_was_shut_out_is_sent_to_whoever_did_it_and_not_to_firewall_and_name_server() -> None:
    revoked = found(Key.DISTRICT, told=district(head_state="revoked", reachable=False, why="This box was revoked."))
    assert "Ask the district's administrator why" in revoked.do
    assert "prepare another card" in revoked.do
    assert "firewall" not in revoked.do
    assert found(Key.DISTRICT, told=board(troubles=(BY_OFFICE,))).do == "Call the safety office."


def test_a_box_whose_certificate_is_taken_no_more_is_not_sent_to_firewall_and_name_server() -> None:
    why = "The district wants another certificate: This certificate was revoked."
    refused = found(Key.DISTRICT, told=district(head_state="no-certificate", reachable=False, why=why))
    assert "The district answers" in refused.says and why in refused.says
    assert "asks for another certificate by itself" in refused.do and "firewall" not in refused.do


def test_the_cause_of_other_troubles_is_named_before_them() -> None:
    cause = TroubleLine(what="network-away", subject="cable", detail="no cable in eth0", age_ms=1)
    others = (TROUBLE, msgspec.structs.replace(TROUBLE, what="sounder-silent", subject="gym"))
    said = found(Key.TROUBLES, told=board(troubles=(*others, cause))).says
    assert said == "3 are open: network-away cable, button-lost B205-wall, sounder-silent gym."


def powered(**changes: object) -> Told:
    line = PowerLine(name="UPS", **changes)  # type: ignore[arg-type]
    return board(power=(line,))


def disk(**changes: object) -> Seen:
    assert SEEN.disk is not None
    return replace(SEEN, disk=replace(SEEN.disk, **changes))  # type: ignore[arg-type]


WHERE_THERE_IS_ANY = (Key.PAGES, Key.PAGES_SERVED, Key.BROWSER_DESKS, Key.PHONES, Key.PHRASES, Key.MODEM)
"""Things that most boxes do not have."""


def test_a_box_on_which_all_is_well_is_told_so_and_nothing_is_to_be_done() -> None:
    findings = judged(SEEN, TOLD)
    assert {finding.word for finding in findings} == {Word.OK}
    assert exit_code(findings) == 0
    assert [finding.key for finding in findings] == [
        key for key in Key if key not in (Key.SEED, Key.WIRES, Key.WAYS, *WHERE_THERE_IS_ANY)
    ]


@pytest.mark.parametrize(
    ("end", "says"),
    [("dark", ", until the battery was empty."), ("back", ", until power came back."), ("", " so far.")],
)
def test_how_long_the_last_outage_was_held_is_told_beside_power(end: str, says: str) -> None:
    outage = OutageLine(since_ms=NOW - 26 * DAY, held_min=41, end=end)
    power = found(Key.POWER, told=health(outage=outage))
    assert power.word is Word.OK
    assert power.says.endswith(f"The last outage, 26 days ago, was held for 41 min{says}")


ILL = [
    # First what keeps the box from doing its work.
    (Key.DAEMON, Word.BROKEN, SEEN, DOWN, "no press is heard"),
    (Key.DAEMON, Word.UNSEEN, SEEN, DENIED, "handbell-desk"),
    (Key.DAEMON, Word.LOOK, replace(SEEN, version="0.2.0"), TOLD, "0.2.0 is installed"),
    (Key.DAEMON, Word.LOOK, replace(SEEN, units={"handbell-alert.service": Unit("active", 3)}), TOLD, "3 times"),
    (Key.DAEMON, Word.LOOK, SEEN, health(watchdog_ms=None), "if it hangs"),
    (Key.DAEMON, Word.LOOK, SEEN, replace(TOLD, health=None), "not about itself"),
    (Key.DOORS, Word.LOOK, replace(SEEN, desk=replace(SEEN.desk, mode=0o666)), TOLD, "0666"),
    (Key.DOORS, Word.BROKEN, SEEN, health(doors=()), "door they call at is shut"),
    (Key.DOORS, Word.BROKEN, SEEN, buttons(buttons=(button("P1", family="webhook", two_way=False),)), "webhook"),
    (
        Key.DOORS,
        Word.BROKEN,
        SEEN,
        buttons(buttons=(button("P1", family="fixed-url", two_way=False),)),
        "open an address",
    ),
    (Key.PLAN, Word.BROKEN, SEEN, NO_PLAN, "No plan is adopted"),
    (Key.PLAN, Word.BROKEN, SEEN, buttons(cut_off=(CutOffLine(room_name="Gym", why="unplugged"),)), "Gym"),
    (Key.DESKS, Word.LOOK, SEEN, board(desks=(BOARD.desks[1],), troubles=(AWAY,)), "not delivered"),
    (
        Key.DESKS,
        Word.BROKEN,
        SEEN,
        board(desks=(msgspec.structs.replace(BOARD.desks[0], connected=False),)),
        "no call is shown",
    ),
    (Key.BUTTONS, Word.LOOK, SEEN, buttons(buttons=(button("B1", troubles=(TROUBLE,)),)), "In trouble: B1"),
    (Key.BUTTONS, Word.LOOK, SEEN, buttons(buttons=(button("B1", pressed=False),)), "Never pressed: B1"),
    (Key.SOUNDERS, Word.LOOK, SEEN, buttons(sounders=()), "at the consoles alone"),
    (Key.SOUNDERS, Word.LOOK, SEEN, buttons(sounders=(sounder("Hall"),)), "the only one"),
    (Key.SOUNDERS, Word.LOOK, SEEN, buttons(sounders=(sounder("Hall"), sounder("Gym", works=False))), "Gym"),
    (Key.TROUBLES, Word.LOOK, SEEN, board(troubles=(TROUBLE,)), "button-lost B205-wall"),
    (Key.PROOFS, Word.LOOK, SEEN, board(day_unchecked=True), "not signed"),
    (
        Key.PROOFS,
        Word.LOOK,
        SEEN,
        board(test_over=WalkTestOverLine(button="B1", passed=False, ended_ms=1, wall_ms=NOW)),
        "NOT passed",
    ),
    # Then the machine.
    (Key.CLOCK, Word.LOOK, SEEN, board(clock_trusted=False), "Never set"),
    (Key.CLOCK, Word.LOOK, replace(SEEN, clock=Clock(synchronised=False, battery=False)), TOLD, "no time server"),
    (Key.CLOCK, Word.UNSEEN, replace(SEEN, clock=Clock(synchronised=None, battery=False)), TOLD, "does not let"),
    (Key.DISK, Word.BROKEN, replace(SEEN, disk=None, data=DataFolder("/var/lib/handbell")), DOWN, "is not there"),
    (Key.DISK, Word.UNSEEN, replace(SEEN, disk=None), DOWN, "may not look"),
    (Key.DISK, Word.BROKEN, disk(free_len=100 << 20), TOLD, "Nearly full"),
    (Key.DISK, Word.LOOK, disk(end_len=1 * GIB), TOLD, "was not grown"),
    (Key.DISK, Word.LOOK, disk(size_len=1 * GIB), TOLD, "was not grown"),
    (Key.DISK, Word.LOOK, disk(free_len=300 << 20), health(record_len=2000 << 20), "60 days"),
    (Key.DISK, Word.BROKEN, disk(in_memory=True), TOLD, "lies in memory"),
    (Key.CARD, Word.UNSEEN, disk(in_memory=True), TOLD, "see the line disk"),
    (Key.CARD, Word.BROKEN, disk(read_only=True), TOLD, "read-only"),
    (Key.CARD, Word.BROKEN, disk(errors=2), TOLD, "failing"),
    (Key.CARD, Word.LOOK, disk(worn_percent=90), TOLD, "90 %"),
    (Key.POWER, Word.BROKEN, replace(SEEN, power=Power(low_now=True)), TOLD, "too weak at this moment"),
    (Key.POWER, Word.LOOK, replace(SEEN, power=Power(False, True)), TOLD, "at least once"),
    (Key.POWER, Word.LOOK, replace(SEEN, power=Power(heat_mc=84_000)), TOLD, "84 °C"),
    (Key.POWER, Word.LOOK, SEEN, powered(state="battery", held_s=180), "On battery: UPS, for 3 min"),
    (Key.POWER, Word.BROKEN, SEEN, powered(state="low"), "On battery: UPS"),
    (Key.POWER, Word.LOOK, SEEN, powered(state="mains", watched=False), "Nobody knows how UPS is"),
    (Key.POWER, Word.LOOK, SEEN, powered(state="mains", battery_due=True), "The battery of UPS is due"),
    # Then what is written down.
    (Key.RECORD, Word.BROKEN, SEEN, board(recording=False), "does not take entries"),
    (
        Key.RECORD,
        Word.BROKEN,
        SEEN,
        replace(TOLD, verified=msgspec.structs.replace(TOLD.verified, findings=("entry 7",))),
        "entry 7",
    ),
    (Key.RECORD, Word.UNSEEN, SEEN, DOWN, "Not opened"),
    (Key.RECORD, Word.LOOK, SEEN, board(replaces="1a2b3c4d", new=True), "It replaces box 1a2b3c4d"),
    (Key.KEYS, Word.BROKEN, SEEN, health(without_secret=1), "has no secret"),
    (Key.KEYS, Word.BROKEN, SEEN, health(keys_wrong="has permissions 0644"), "0644"),
    (Key.KEYS, Word.LOOK, SEEN, health(reading_newest="2026-W40"), "this week has none"),
    (
        Key.KEYS,
        Word.BROKEN,
        replace(SEEN, data=replace(SEEN.data, wrong=(Wrong("/k", "is bad.", "mend it"),))),
        DOWN,
        "/k is bad",
    ),
    (Key.KEYS, Word.LOOK, replace(SEEN, data=replace(SEEN.data, device_key_wall_ms=None)), DOWN, "no device key"),
    (Key.KEYS, Word.UNSEEN, replace(SEEN, data=replace(SEEN.data, entered=False)), DOWN, "Only root"),
    (Key.DISTRICT, Word.LOOK, SEEN, district(office=False), "in this box and its copy alone"),
    (Key.DISTRICT, Word.LOOK, SEEN, district(reachable=False, why="No route to host."), "No route to host."),
    (Key.DISTRICT, Word.LOOK, SEEN, district(reachable=None), "uplink says nothing"),
    (Key.DISTRICT, Word.LOOK, SEEN, district(overdue=2), "2 incidents"),
    (Key.DISTRICT, Word.LOOK, SEEN, district(building_name="Roosevelt"), "the plan calls it 'Cedar Creek'"),
    (Key.DISTRICT, Word.BROKEN, SEEN, district(head_state="fork"), "two histories"),
    (Key.DISTRICT, Word.BROKEN, SEEN, district(head_state="superseded"), "another box for this building"),
    (Key.DISTRICT, Word.BROKEN, SEEN, district(head_state="revoked"), "shut this box out for good (revoked)"),
    (Key.DISTRICT, Word.LOOK, SEEN, district(why="This box stays with https://old."), "stays with https://old"),
    (Key.DISTRICT, Word.BROKEN, SEEN, board(troubles=(BY_OFFICE,)), "The safety office revoked this box"),
    (Key.COPY, Word.LOOK, SEEN, copied(kind=""), "No copy of the record is set up"),
    (Key.COPY, Word.BROKEN, SEEN, copied(silent=True), "Nothing is heard from the replica"),
    (Key.COPY, Word.BROKEN, SEEN, copied(trouble="copy-full", says="The stick is full."), "The stick is full."),
    (Key.COPY, Word.LOOK, SEEN, copied(proved=0), "Nothing is proved yet on the USB stick"),
    (Key.COPY, Word.BROKEN, SEEN, copied(drill_ok=False), "could not be restored for trial"),
    (Key.COPY, Word.LOOK, SEEN, copied(bundle=0), "no recovery bundle beside it"),
    (Key.COPY, Word.LOOK, SEEN, copied(bundle=2), "bundle 2 of 4 beside it"),
    (Key.COPY, Word.LOOK, SEEN, copied(phrase_ms=0), "There is no recovery phrase"),
    (Key.COPY, Word.LOOK, SEEN, copied(phrase_ms=NOW - 401 * DAY), "Nobody typed the phrase for 401 days"),
    (Key.CERTIFICATE, Word.UNSEEN, replace(SEEN, enrolment=Enrolment(seen=False)), TOLD, "has not said"),
    (Key.CERTIFICATE, Word.BROKEN, replace(SEEN, enrolment=Enrolment(seen=True, wrong="cut short")), TOLD, "cut short"),
    (
        Key.CERTIFICATE,
        Word.BROKEN,
        replace(SEEN, enrolment=Enrolment(True, "https://d", NOW - DAY)),
        TOLD,
        "ended 24 h ago",
    ),
    (
        Key.CERTIFICATE,
        Word.LOOK,
        replace(SEEN, enrolment=Enrolment(True, "https://d", NOW + 20 * DAY)),
        TOLD,
        "20 more days",
    ),
    (Key.SEED, Word.LOOK, replace(SEEN, seed=Seed("", ("Line 9: no such day.",))), DOWN, "Line 9: no such day."),
    (Key.SEED, Word.LOOK, replace(SEEN, seed=Seed("")), TOLD, "There is none in force yet"),
    (
        Key.SEED,
        Word.LOOK,
        replace(SEEN, seed=Seed("fox-hollow-es")),
        board(troubles=(NOT_SET_UP,)),
        "no such time zone",
    ),
]


@pytest.mark.parametrize(("key", "word", "seen", "told", "says"), ILL, ids=[f"{row[0]}: {row[4]}" for row in ILL])
def test_what_is_not_well_is_named_with_its_word_and_something_to_do(
    key: Key, word: Word, seen: Seen, told: Told | Untold, says: str
) -> None:
    finding = found(key, seen, told)
    assert (finding.word, says in finding.says) == (word, True), finding
    assert finding.do or word is Word.UNSEEN
    assert exit_code(judged(seen, told)) == (2 if Word.BROKEN in {each.word for each in judged(seen, told)} else 1)


def test_one_cause_is_one_broken_thing_a_daemon_that_is_away_breaks_nothing_else() -> None:
    findings = judged(SEEN, DOWN)
    assert [finding.key for finding in findings if finding.word is Word.BROKEN] == [Key.DAEMON]
    assert {finding.key for finding in findings if finding.says == "Only the daemon knows."} == {
        *OF_THE_DAEMON,
        Key.DISTRICT,
        Key.COPY,
    }


def test_without_a_plan_that_alone_is_broken() -> None:
    assert [finding.key for finding in judged(SEEN, NO_PLAN) if finding.word is Word.BROKEN] == [Key.PLAN]


def test_what_cannot_be_seen_is_never_well() -> None:
    assert exit_code(judged(replace(SEEN, enrolment=Enrolment(seen=False)), TOLD)) == 1


def test_what_would_fail_next_comes_by_date_and_what_may_fail_any_day_first() -> None:
    ends = replace(SEEN, enrolment=Enrolment(True, "https://d", NOW + 20 * DAY))
    told = replace(health(record_len=2 * GIB), first_wall_ms=NOW - 20 * DAY)
    told = replace(told, buttons=msgspec.structs.replace(TOLD.buttons, buttons=(button("B1", pressed=False),)))
    coming = ahead(judged(ends, told))
    assert [key for key, _ in coming] == [Key.BUTTONS, Key.CERTIFICATE, Key.DISK]
    assert coming[1][1].days == pytest.approx(20)


def test_the_pace_of_a_record_is_not_guessed_from_a_day_or_a_clock_that_was_wrong() -> None:
    assert "pace" not in found(Key.DISK, told=replace(TOLD, first_wall_ms=NOW - 3_600_000)).says
    assert "pace" not in found(Key.DISK, told=board(clock_trusted=False)).says
    assert "pace" in found(Key.DISK).says


def test_a_certificate_nobody_may_look_at_is_known_by_the_uplinks_word() -> None:
    unseen = replace(SEEN, enrolment=Enrolment(seen=False))
    assert "20 more days" in found(Key.CERTIFICATE, unseen, district(certificate_until_ms=NOW + 20 * DAY)).says
    idle = replace(unseen, units={"handbell-uplink.service": Unit("inactive", 0)})
    assert found(Key.CERTIFICATE, idle).word is Word.OK


def test_where_nobody_can_become_root_nothing_asks_for_it() -> None:
    """As on a box made from our image: what doctor tells people to do must be possible there."""
    for _, _, seen, told, _ in ILL:
        for finding in judged(replace(seen, root_word=None), told):
            assert "sudo" not in finding.do, finding
            assert "systemctl restart" not in finding.do, finding


def test_an_empty_office_at_night_is_no_fault() -> None:
    at_night = board(desks=(BOARD.desks[1],))
    assert found(Key.DESKS, told=at_night).word is Word.OK
    assert (
        found(Key.DESKS, told=replace(at_night, health=msgspec.structs.replace(HEALTH, running_ms=1000))).word
        is Word.LOOK
    )


def test_who_has_a_copy_and_no_district_is_not_told_that_a_lost_card_is_a_lost_record() -> None:
    with_copy, neither = district(office=False), board(district=None, copy=None)
    assert "in this box and its copy alone" in found(Key.DISTRICT, told=with_copy).says
    assert "in this box alone" in found(Key.DISTRICT, told=neither).says
    lost = "a lost card is a lost record: no copy is outside"
    assert [lost in str(ahead(judged(SEEN, told))) for told in (with_copy, neither)] == [False, True]


def test_the_district_s_own_spelling_of_the_plan_s_name_is_no_other_building() -> None:
    assert found(Key.DISTRICT, told=district(building_name="cedar-creek")).word is Word.OK


def test_a_building_with_no_district_needs_no_certificate() -> None:
    assert found(Key.CERTIFICATE, replace(SEEN, enrolment=Enrolment(seen=True))).word is Word.OK
