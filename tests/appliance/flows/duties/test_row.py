"""One duty in words: until when and why, where it is written, who verified it, and how it stands."""

import pytest
from msgspec.structs import replace

from appliance.api.duties.messages import DutyLine
from appliance.duties.duty import State
from appliance.duties.parties import Party
from appliance.flows.duties.evidence import closed_by
from appliance.flows.duties.row import in_short, row, stands, told_because, until, whole
from tests.appliance.duties.school import DENVER, ms
from tests.tui.duty_scenes import CONTACT, LATER, NOTED, NURSE, RULES, TIME, TOLD, hurt, line_of

DONE = replace(
    CONTACT, state=State.CLOSED, overdue=False, closed_ms=ms("2026-12-01 09:00"), closed_by=("Kind of support",)
)
WITHDRAWN = replace(
    CONTACT,
    state=State.WITHDRAWN,
    overdue=False,
    due=None,
    withdrawn="Not owed any more since Tue 1 Dec: “Part in it” was changed.",
)
NOT_YET = replace(CONTACT, state=State.NOT_YET, overdue=False, due=None, waits=("IEP", "504 plan"))


def test_a_row_says_its_day_its_record_and_early_what_and_whom_it_is_owed_to_stands_beside_it() -> None:
    shown = row(TIME).shown
    assert shown.startswith("  Thu 3 Dec\t#12 You owe: Give students, paraprofessionals")
    assert row(CONTACT).shown.startswith("! Wed 25 Nov\t#12 You owe: Name a point of contact")
    assert in_short(TIME)[0].startswith("You owe everybody who was there: Give students")


def test_the_date_explains_itself_and_says_what_moved_it() -> None:
    said = in_short(TIME)
    assert (
        "Thu 3 Dec, end of school day: three school days after Wed 25 Nov; Thu and Fri are Thanksgiving; Mon is a snow day."
        in said
    )
    assert "It was Wed 2 Dec, end of school day: Mon 30 Nov is a snow day, declared on Sun 29 Nov." in said
    assert until(TIME) == "Thu 3 Dec, end of school day"


def test_where_nobody_has_the_role_in_which_it_is_owed_that_stands_beside_its_row() -> None:
    told = replace(CONTACT, owe=False, owed_by=Party.POINT_OF_CONTACT, unheld=True)
    nobody = "Nobody is point of contact in the plan."
    assert in_short(told)[1].endswith(nobody)
    assert dict(whole(told, DENVER))["Who"] == f"The point of contact owes the educator. {nobody}"
    held = replace(told, unheld=False)
    assert not any(nobody in says for says in (*in_short(held), *dict(whole(held, DENVER)).values()))


def test_what_is_late_and_told_says_so_before_what_it_is_and_why_it_is_told() -> None:
    assert row(TOLD).shown.startswith("! Wed 25 Nov\t#12 Late, told to you: The administrator owes: Name a point")
    why = "Late, told to you, as human resources, because it was still open one business day after it was due."
    assert told_because(TOLD) == why
    assert in_short(TOLD)[1].endswith(f"the same day. {why}")
    everything = whole(TOLD, DENVER)
    assert [pair for pair in everything if pair[0] in {"Late", "If late"}] == [
        ("Late", "Told to you, as human resources, because it was still open one business day after it was due."),
        (
            "If late",
            "If it is open three school days after it was due (Thu 3 Dec), the team lead is told in their list. Nothing rings.",
        ),
    ]


def test_whoever_owes_it_sees_who_is_told_and_no_mark_in_their_own_list() -> None:
    others = replace(TOLD, owe=True, late=(replace(TOLD.late[0], you=False), replace(LATER, you=True)))
    assert row(others).shown == row(CONTACT).shown
    assert (told_because(others), in_short(others)) == ("", in_short(CONTACT))
    assert [says for heading, says in whole(others, DENVER) if heading in {"Late", "If late"}] == [
        "It was still open one business day after it was due (Fri 27 Nov), so the human resources office is told in their list.",
        "If it is open three school days after it was due (Thu 3 Dec), you are told in your list, as team lead. Nothing rings.",
    ]
    reporter = replace(TOLD, late=(replace(TOLD.late[0], tell=Party.REPORTER),))
    assert told_because(reporter) == "Late, told to you because it was still open one business day after it was due."


def test_a_rule_that_nobody_verified_says_so_and_knows_no_word_for_being_late() -> None:
    for name, duty in hurt().duties(tuple(RULES.values())).items():
        said = " ".join([row(line_of(duty)).shown, *in_short(line_of(duty)), stands(line_of(duty), DENVER)])
        assert "To be confirmed by the district's attorney." in said, name
        assert "overdue" not in said.replace("it is never overdue", ""), name
        assert "!" not in said, name


def test_a_verified_rule_says_by_whom_and_when() -> None:
    everything = dict(whole(CONTACT, DENVER))
    assert everything["Checked"] == "Verified by the district's attorney on 1 Aug 2026."
    assert everything["State"] == "Open, and overdue."
    assert everything["Source"].endswith(", 30 Jun 2025.")


def test_every_rule_that_is_shipped_shows_its_source_and_its_mark_wherever_it_is_shown() -> None:
    for name, duty in hurt().duties(tuple(RULES.values())).items():
        line = line_of(duty)
        for said in (" ".join(in_short(line)), " ".join(says for _, says in whole(line, DENVER))):
            assert line.source in said, name
            assert "attorney" in said, name


@pytest.mark.parametrize(
    ("line", "column", "says"),
    [
        (TIME, "Thu 3 Dec", "Open."),
        (DONE, "done", "Done on Tue 1 Dec: the record says so in “Kind of support”."),
        (NOTED, "done", "Done on Tue 1 Dec: it was noted."),
        (WITHDRAWN, "withdrawn", "Not owed any more since Tue 1 Dec: “Part in it” was changed."),
        (NOT_YET, "not yet", "Not owed yet: first say in the record “IEP” and “504 plan”."),
    ],
)
def test_it_says_how_it_stands_and_why(line: DutyLine, column: str, says: str) -> None:
    assert row(line).shown.partition("\t")[0].strip() == column
    assert stands(line, DENVER) == says


def test_a_note_is_shown_with_its_writer_its_day_and_its_words() -> None:
    notes = [says for heading, says in whole(NOTED, DENVER) if heading == "Note"]
    assert notes == ["Done, noted on Tue 1 Dec by Dana Reyes: Monday's meeting, with the third grade."]


def test_it_says_what_closes_it() -> None:
    assert dict(whole(TIME, DENVER))["Closed by"].startswith("A note by whoever owes it, which says when the students")
    assert dict(whole(NURSE, DENVER))["Closed by"] == closed_by(NURSE)


def test_spanish_is_shown_where_somebody_translated_it() -> None:
    assert dict(whole(CONTACT, DENVER))["En español"].startswith("Designe una persona de contacto")
    assert "En español" not in dict(whole(replace(CONTACT, says_es=""), DENVER))
