"""Tests that no printed text has a secret: neither a log, nor the screen of a console that crashed, which rich prints."""

import msgspec
import pytest
from rich.pretty import pretty_repr

from appliance.api.desk.people import ProveSelf, SetPin
from appliance.api.desk.provisioning import KeepCredential
from appliance.api.discreet import Discreet
from appliance.api.records.messages import AccountTaken, AskReceipt, AskRecord, TellAccount, WriteFact
from appliance.api.restoring.messages import RestoreFrom
from appliance.exports.asking import Who
from appliance.plan.ids import DeskId, IncidentId, KeyId, PersonId

SECRET = "471108"
ANA, CALL = PersonId("ana"), IncidentId("00000000-1")


@pytest.mark.parametrize(
    "told",
    [
        ProveSelf(request=1, person=ANA, secret=SECRET),
        SetPin(request=1, person=ANA, secret=SECRET, before=SECRET),
        KeepCredential(request=1, key=KeyId("wall"), secret=SECRET.encode()),
        AskRecord(request=1, incident=CALL, code=SECRET),
        AskReceipt(request=1, incident=CALL, entry=1, code=SECRET),
        RestoreFrom("stick", SECRET),
        Who(DeskId("front"), ANA, SECRET),
    ],
    ids=lambda told: type(told).__name__,
)
def test_a_secret_is_printed_by_nobody(told: Discreet) -> None:
    for printed in (repr(told), str(told), pretty_repr([told])):
        assert SECRET not in printed
        assert type(told).__name__ in printed


def test_whatever_keeps_something_from_its_printed_form_keeps_it_from_rich_too() -> None:
    """A message with a printed form of its own has it in order to hide something."""
    waiting, seen = [msgspec.Struct], set[type]()
    while waiting:
        some = waiting.pop()
        seen.add(some)
        waiting += [each for each in some.__subclasses__() if each not in seen]
    hiding = {each for each in seen if each.__module__.startswith("appliance.") and "__repr__" in vars(each)}
    assert {SetPin, WriteFact, TellAccount, AccountTaken} <= hiding
    assert all("__rich_repr__" in dir(each) for each in hiding), hiding
