"""Who reads an account first, as both consoles say it, and the step that ends it."""

from zoneinfo import ZoneInfo

import msgspec

from appliance.api.records.first_reading import FirstReading
from appliance.api.records.messages import EndFirstReading
from appliance.flows.flow import Dropped
from appliance.flows.known import Known
from appliance.flows.parts import about_record
from appliance.flows.records.first_reading import lines, told
from appliance.flows.records.page import Act, page
from appliance.flows.records.sheet import Sheet
from appliance.flows.records.steps import END_FIRST_READING
from appliance.record.words import ItemId
from tests.tui.record_scenes import OFFICE

DENVER = ZoneInfo("America/Denver")
UNTIL_MS = 1_796_164_200_000  # Tuesday, December 1, 2026, 15:30 in Denver
OTHERS = FirstReading(account=ItemId("a1"), reader="human resources", until_ms=UNTIL_MS)
OWN = FirstReading(account=ItemId("a2"), reader="the point of contact", until_ms=UNTIL_MS, may_end=True)
SHOWN = msgspec.structs.replace(OFFICE, first_readings=(OTHERS, OWN))


def test_it_says_who_reads_it_and_until_when() -> None:
    assert told(OWN, DENVER) == ("Until Tue Dec 1, 15:30 at the latest, only you and the point of contact read it.")
    first, second = lines(SHOWN, DENVER)
    assert first == "An account (a1) is read first by human resources, until Tue Dec 1, 15:30 at the latest."
    assert "(a2)" in second and list(lines(OFFICE, DENVER)) == []


def test_only_whoever_may_end_it_is_offered_to_and_the_step_ends_theirs() -> None:
    for readings, offered in (((), False), ((OTHERS,), False), ((OTHERS, OWN), True)):
        sheet = Sheet(msgspec.structs.replace(OFFICE, first_readings=readings), DENVER)
        assert (Act.END_FIRST in {option.value for option in page(sheet, proven=True)}) is offered
    given = about_record(Known(), SHOWN)
    given.parts["sure"] = True
    assert END_FIRST_READING.flow.make(given) == EndFirstReading(
        request=0, incident=SHOWN.record.incident, account=ItemId("a2")
    )
    given.parts["sure"] = False
    assert isinstance(END_FIRST_READING.flow.make(given), Dropped)
    alone = about_record(Known(), msgspec.structs.replace(OFFICE, first_readings=(OTHERS,)))
    alone.parts["sure"] = True
    assert isinstance(END_FIRST_READING.flow.make(alone), Dropped), "it is not theirs to end"
