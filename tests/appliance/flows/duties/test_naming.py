"""Who owes and who is owed, in words: the reader is called "you", and each party has a name."""

import pytest
from msgspec.structs import replace

from appliance.duties.parties import Party
from appliance.flows.duties.naming import PARTIES, as_what, last_day_of, who_owes, who_owes_in_short
from tests.appliance.duties.school import DENVER, ms
from tests.tui.duty_scenes import CONTACT, NURSE


def test_every_party_has_a_name_of_its_own() -> None:
    assert PARTIES.keys() == set(Party)
    assert len(set(PARTIES.values())) == len(PARTIES)


@pytest.mark.parametrize(
    ("owe", "owed", "says", "short"),
    [
        (True, False, "You owe the educator", "You owe"),
        (False, True, "The administrator owes you", "The administrator owes you"),
        (False, False, "The administrator owes the educator", "The administrator owes"),
        (True, True, "You owe the educator", "You owe"),  # an administrator who was hurt: nobody owes "you" to "you"
    ],
)
def test_the_reader_is_called_you(owe: bool, owed: bool, says: str, short: str) -> None:
    line = replace(CONTACT, owe=owe, owed=owed)
    assert (who_owes(line), who_owes_in_short(line)) == (says, short)


def test_it_says_in_which_role_the_reader_owes_it_and_nothing_where_no_role_is_why() -> None:
    assert as_what(CONTACT) == ", as administrator"
    assert as_what(NURSE) == "", "the nurse owes it, and not the reader"
    assert as_what(replace(CONTACT, owed_by=Party.EDUCATOR)) == ""


def test_what_is_due_at_the_end_of_a_day_is_due_on_that_day_and_not_on_the_next() -> None:
    assert last_day_of(ms("2026-11-27 00:00"), DENVER) == "Thu 26 Nov"
    assert last_day_of(ms("2026-11-27 15:30"), DENVER) == "Fri 27 Nov"
