"""What may be changed in a record, and what then stands there."""

from zoneinfo import ZoneInfo

from appliance.flows.records.amending import ADDED, ASKED, amendable, amended, asks, group_of, spots
from appliance.flows.records.sheet import Sheet
from appliance.record.fields import of_part
from appliance.record.words import FieldId, ItemId, Part
from tests.appliance.exports.bite import bite

DENVER = ZoneInfo("America/Denver")
WORDS = (FieldId("account.text"), ItemId("a1"))
KIND = (FieldId("event_kind"), ItemId(""))


def test_what_stands_alone_comes_first_and_each_group_stands_together() -> None:
    groups = [group_of(spot) for spot in spots(Sheet(bite(), DENVER))]
    assert groups[0] == "" and len(set(groups)) > 2
    assert groups == sorted(groups, key=groups.index)


def test_only_what_may_be_written_here_may_be_changed() -> None:
    assert amendable(Sheet(bite(writes=()), DENVER)) == ()
    assert amendable(Sheet(bite(writes=(KIND[0],)), DENVER)) == (KIND,)


def test_words_are_added_to_and_everything_else_is_replaced() -> None:
    sheet = Sheet(bite(writes=tuple(field.field for field in of_part(Part.TEACHER))), DENVER)
    assert (asks(WORDS), asks(KIND)) == (ADDED, ASKED)
    assert amended(sheet, WORDS, "It was a stool.") == f"{sheet.value(*WORDS)}\nIt was a stool."
    assert amended(sheet, KIND, "attempt") == "attempt"
