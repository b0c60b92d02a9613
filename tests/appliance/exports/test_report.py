"""Tests the report of one record: in the order in which a superintendent reads, with every word of every account, and nothing that was not
sent.
"""

import json

import msgspec
import pytest

from appliance.api.records.messages import RecordShown, TimelineView
from appliance.core.ground.moment import Moment
from appliance.exports.data import as_bytes, data
from appliance.exports.document import Document
from appliance.exports.form import blank_form
from appliance.exports.formats import FORMATS, Wish
from appliance.exports.html import html
from appliance.exports.plain import plain
from appliance.exports.report import listed, mode_of, report
from appliance.record.derived import seconds_between
from appliance.record.fields import FIELDS
from appliance.record.words import Klass
from tests.appliance.exports.bite import ACCOUNT, AFTER, CALLED_MS, DENVER, FACTS, PRINTED, bite, fact, years_later
from tests.appliance.exports.pages import words_of


def titles(document: Document) -> list[str]:
    return [section.title for section in document.sections if section.level == 1]


def test_it_is_in_the_order_a_superintendent_reads() -> None:
    assert titles(report(bite(), PRINTED)) == [
        "What happened",
        "Who was hurt",
        "Timeline",
        "Facts",
        "Accounts",
        "Amendments",
        "What is still missing",
        "What is not shown here",
        "How this can be checked",
        "Signatures",
    ]


def test_the_first_lines_say_where_when_and_how_soon_help_came() -> None:
    told = plain(report(bite(), PRINTED)).replace("\xa0", " ")
    told = " ".join(told.split())
    assert "An emergency call from Hallway north on Tuesday 1 September 2026, 10:31:05." in told
    assert "help on scene after 1 min 11 s" in told
    assert "Behavior: hit, kicked, bit or hurt somebody." in told


def test_what_was_practice_first_says_until_when_and_that_the_seconds_count_from_then() -> None:
    facts = (*FACTS, fact("practice_until", CALLED_MS + 60_000))
    told = " ".join(plain(report(bite(facts=facts), PRINTED)).replace("\xa0", " ").split())
    until = "It was practice until 10:32:05; then somebody said that it is real. What follows counts from then."
    assert f"{until} Shown at a desk after 0 s; acknowledged after 4 s" in told
    assert "Practice until: " in told


def test_times_are_those_of_the_building_wherever_it_is_printed() -> None:
    assert "10:31:05" in plain(report(bite(), PRINTED))
    elsewhere = bite(facts=tuple(each for each in FACTS if each.field != "timezone"))
    assert "16:31:05" in plain(report(elsewhere, PRINTED)), (
        "a record that does not say its zone is printed in the given one"
    )


def test_the_timeline_has_the_seconds_from_the_first_line_and_from_the_one_before() -> None:
    told = " ".join(plain(report(bite(), PRINTED)).replace("\xa0", " ").split())
    assert "10:32:16 1 min 11 s +49 s Help is on scene." in told


def test_a_report_counts_one_second_alike_wherever_it_says_it_and_its_steps_add_up() -> None:
    called, seen, over = (
        Moment(0, CALLED_MS + 400, 5),
        Moment(0, CALLED_MS + 5_300, 5),
        Moment(0, CALLED_MS + 10_390, 5),
    )
    facts = tuple(
        fact(each.field, seconds_between(called, seen)) if each.field == "acknowledged_after_s" else each
        for each in FACTS
    )
    lines = tuple(
        TimelineView(wall_ms=moment.wall_ms, entry=20 + number, line=f"Line {number}.")
        for number, moment in enumerate((called, seen, over))
    )
    told = " ".join(plain(report(bite(facts=facts, timeline=lines), PRINTED)).replace("\xa0", " ").split())
    assert "acknowledged after 4 s" in told and "Acknowledged after: 4 s" in told
    assert "10:31:10 4 s +4 s Line 1." in told
    assert "10:31:15 9 s +5 s Line 2." in told


def test_a_line_past_midnight_or_after_the_clocks_changed_says_its_own_day_and_offset() -> None:
    before_midnight_ms = 1_793_512_799_000  # 2026-10-31 23:59:59 in Denver, whose clocks go back two hours later
    lines = tuple(
        TimelineView(wall_ms=before_midnight_ms + after_s * 1000, entry=20 + number, line=f"Line {number}.")
        for number, after_s in enumerate((0, 1, 5_400, 9_000))
    )
    told = " ".join(plain(report(bite(timeline=lines), PRINTED)).replace("\xa0", " ").split())
    assert "Local time, UTC-06:00, on 2026-10-31." in told
    assert "23:59:59 0 s +0 s Line 0." in told
    assert "2026-11-01 00:00:00 1 s" in told
    assert "2026-11-01 01:29:59 1 h 30 min" in told
    assert "2026-11-01 01:29:59 UTC-07:00 2 h 30 min" in told, "half past one comes twice that night"


def test_each_account_is_there_word_for_word() -> None:
    document = report(bite(), PRINTED)
    for said in (ACCOUNT, AFTER):
        for line in said.split("\n"):
            assert " ".join(line.split()) in words_of(html(document))
    assert ACCOUNT in [
        each["value"] for fact_ in json.loads(as_bytes(data(bite(), PRINTED)))["facts"] for each in fact_["versions"]
    ]


@pytest.mark.parametrize("blank", ["\u3000", "\u2003", "\u2009", "\u202f", "\u2028", "\t"])
def test_two_words_stay_two_whatever_kind_of_blank_was_pasted_between_them(blank: str) -> None:
    document = report(bite(facts=(*FACTS, fact("account.text", f"paid{blank}12{blank}dollars", "a2"))), PRINTED)
    assert "paid 12 dollars" in plain(document)
    assert "paid 12 dollars" in words_of(html(document))


def test_an_amendment_shows_who_when_why_and_both_texts() -> None:
    told = " ".join(plain(report(bite(), PRINTED)).split())
    amended = told[told.index("Amendments") :]
    assert "2026-09-01 10:31:05 - written 2026-09-01 11:01 by M. Okafor, entry 41" in amended
    why = "2026-09-01 10:29:05 - written 2026-09-01 12:01 by A. Núñez, entry 77, because: The camera's clock says two minutes before."
    assert why in amended


def test_what_is_wanted_in_parts_a_reader_does_not_see_is_counted() -> None:
    line = msgspec.structs.replace(bite().record, missing=3)
    told = " ".join(plain(report(bite(record=line), PRINTED)).split())
    assert "Still wanted before it can be submitted: 3 facts." in told
    assert "2 facts wanted before it can be submitted, in parts that this reader does not see." in told
    assert "in parts that this reader does not see" not in plain(report(bite(), PRINTED))
    none = " ".join(plain(report(bite(record=line, missing=()), PRINTED)).split())
    assert "3 facts wanted before it can be submitted, in parts that this reader does not see." in none
    assert "Nothing that this reader would see." not in none


def test_silence_never_reads_as_nobody_was_hurt() -> None:
    silent = bite(facts=tuple(each for each in FACTS if not each.field.startswith(("injury", "anyone_hurt"))))
    assert "That does not say that nobody was hurt." in plain(report(silent, PRINTED))
    assert "whoever was there said no" not in plain(report(silent, PRINTED))
    withheld = plain(report(bite((Klass.PERSONNEL, Klass.RESTRICTED)), PRINTED))
    assert "No injury is recorded" not in withheld


def test_that_somebody_was_hurt_is_told_also_where_no_injury_is_described_or_shown() -> None:
    said = "Asked whether anybody was hurt, whoever was there said yes."
    undescribed = bite(facts=tuple(each for each in FACTS if not each.field.startswith("injury.")))
    assert f"{said} Who, and how, is not recorded." in " ".join(plain(report(undescribed, PRINTED)).split())
    withheld = bite((Klass.PERSONNEL, Klass.RESTRICTED))
    assert f"{said} Who is not shown to this reader" in " ".join(plain(report(withheld, PRINTED)).split())


@pytest.mark.parametrize("klass", [Klass.STUDENT, Klass.PERSONNEL, Klass.RESTRICTED])
def test_what_a_reader_was_not_sent_is_in_no_format_and_its_class_is_named(klass: Klass) -> None:
    whole, shown = bite(), bite((klass,))
    hidden = {
        str(version.value)
        for each in whole.facts
        if FIELDS[each.field].klass is klass
        for version in each.versions
        if isinstance(version.value, str) and len(version.value) > 5  # so long that it is in no other text by chance
    }
    kept = {str(version.value) for each in shown.facts for version in each.versions}
    for name, made in _formats(shown).items():
        assert not [value for value in hidden - kept if value in made], name
    assert f"Class {klass}" in plain(report(shown, PRINTED))


@pytest.mark.parametrize("document", [report(bite(), PRINTED), blank_form()], ids=["report", "form"])
def test_as_text_it_fits_a_terminal_of_eighty_columns(document: Document) -> None:
    assert [line for line in plain(document).splitlines() if len(line) > 80] == []


def test_what_was_destroyed_is_said_at_the_top_where_it_is_looked_for_and_with_its_certificate() -> None:
    document = report(years_later(), PRINTED)
    assert titles(document)[8] == "What was destroyed"
    said = "Medical facts: destroyed on 2032-08-30, under certificate 4711."
    for made in (plain(document), words_of(html(document))):
        told = " ".join(made.replace("\xa0", " ").split())
        assert told.count(said) == 2, "at the top, and among the injuries"
        assert "Destroyed on Monday 30 August 2032, under certificate 4711" in told
        assert "The copy of them on the USB stick Kingston was overwritten by 2032-08-30 11:31." in told
        assert "A copy of them may survive on an older stick." in told
        assert "2 keys and 5 wraps, by the district's rule “injury, 5 years after the end of that year”" in told
    assert "Nothing: this reader may read all that is left of the record." in " ".join(plain(document).split())


def test_practice_is_marked_before_anything_else_is_said() -> None:
    drill = bite(facts=(fact("mode", "exercise"), *(each for each in FACTS if each.field != "mode")))
    assert mode_of(drill).value == "Exercise"
    assert plain(report(drill, PRINTED)).index("DRILL.") < plain(report(drill, PRINTED)).index("What happened")
    assert "DRILL" not in plain(report(bite(), PRINTED))


def test_a_fact_of_a_newer_schema_is_shown_as_it_was_sent() -> None:
    newer = bite(facts=(*FACTS, FACTS[0].__class__(field="moon_phase", item="", versions=FACTS[10].versions)))
    assert "moon_phase: happened" in plain(report(newer, PRINTED))


def test_a_list_fits_a_terminal_and_names_nobody() -> None:
    (line,) = listed([bite().record], DENVER)
    assert line == "   12  2026-09-01 10:31  Hallway north     emergency  submitted, 1 wanted"
    longest = msgspec.structs.replace(bite().record, number=99_999, room_name="R" * 60, missing=11, held=True)
    for each in (longest, msgspec.structs.replace(longest, still_open=True)):
        (line,) = listed([each], DENVER)
        assert line.endswith(", 11 wanted, held") and len(line) <= 80
    nothing = msgspec.structs.replace(bite().record, missing=0)
    assert listed([nothing], DENVER)[0].endswith("  submitted")
    assert listed([], DENVER) == ["No records."]


def _formats(shown: RecordShown) -> dict[str, str]:
    """Give the record in each format that has its text in clear: a PDF packs it, and is made of the same document as the page."""
    wish = Wish(PRINTED)
    made = {name: each.make(shown, wish).decode() for name, each in FORMATS.items() if name != "pdf"}
    return made | {"html": words_of(made["html"]), "text": " ".join(made["text"].split())}


def test_an_incident_nobody_called_for_is_not_called_a_call() -> None:
    later = bite(facts=(*FACTS, fact("source", "reported-later")))
    document = report(later, PRINTED)
    assert "call" not in document.subtitle
    told = plain(document)
    assert "An incident in Hallway north" in told
    assert "how it became known: reported later" in " ".join(told.split())
    assert "from Hallway north" in plain(report(bite(), PRINTED))


def test_an_incident_nobody_called_for_was_when_people_say_now_and_never_when_it_was_written_down() -> None:
    source = fact("source", "reported-later")
    corrected = report(bite(facts=(*FACTS, source)), PRINTED)
    assert corrected.subtitle.endswith("Incident, Tuesday 1 September 2026, 10:29:05.")
    assert "on Tuesday 1 September 2026, 10:29:05. No button" in " ".join(plain(corrected).split())
    nobody_says = tuple(each for each in FACTS if each.field != "occurred_at")
    unknown = report(bite(facts=(*nobody_says, source)), PRINTED)
    assert unknown.subtitle.endswith("Incident, at a time nobody has told.")
    assert "An incident in Hallway north at a time nobody has told." in " ".join(plain(unknown).split())
