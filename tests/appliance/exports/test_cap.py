"""Tests a call as CAP 1.2, against the schema that OASIS publishes, and against the rules of the standard that a schema cannot say."""

import re
from datetime import UTC
from pathlib import Path

import pytest
from lxml import etree
from msgspec.structs import replace

from appliance.exports.cap import NAMESPACE, Message, Mode, cap
from appliance.plan.model import Kind
from tests.appliance.exports.bite import CALLED_MS, DENVER, FACTS, bite, fact

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parents[2] / "vectors" / "CAP-v1.2.xsd"))
LATER_MS = CALLED_MS + 600_000


def sent(mode: Mode = Mode.ACTUAL, message: Message = Message.ALERT, **changed: object) -> etree._Element:
    root = etree.fromstring(cap(bite(**changed), mode, message, LATER_MS, DENVER))
    SCHEMA.assertValid(root)
    return root


def text(root: etree._Element, path: str) -> str | None:
    return root.findtext("/".join(f"{{{NAMESPACE}}}{part}" for part in path.split("/")))


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("message", Message)
def test_every_kind_of_call_and_message_is_valid(kind: Kind, mode: Mode, message: Message) -> None:
    root = sent(mode, message, record=replace(bite().record, kind=kind))
    assert (text(root, "status"), text(root, "msgType")) == (mode.value, message.value)


def test_an_alert_bears_the_time_of_the_call_with_its_offset() -> None:
    assert text(sent(), "sent") == "2026-09-01T10:31:05-06:00"
    assert text(sent(message=Message.UPDATE), "sent") == "2026-09-01T10:41:05-06:00"


def test_utc_is_written_as_the_standard_writes_it() -> None:
    root = etree.fromstring(cap(bite(), Mode.ACTUAL, Message.UPDATE, LATER_MS, UTC))
    assert text(root, "sent") == "2026-09-01T16:41:05-00:00"
    assert text(root, "info/onset") == "2026-09-01T16:31:05-00:00"
    assert (text(root, "references") or "").endswith(",2026-09-01T16:31:05-00:00")


def test_it_is_restricted_and_says_to_whom() -> None:
    assert text(sent(), "scope") == "Restricted"
    assert text(sent(), "restriction")


def test_what_follows_an_alert_refers_to_it_as_the_standard_says() -> None:
    alert = sent()
    reference = f"{text(alert, 'sender')},{text(alert, 'identifier')},{text(alert, 'sent')}"
    assert text(alert, "references") is None
    for message in (Message.UPDATE, Message.CANCEL):
        following = sent(message=message)
        assert text(following, "references") == reference
        assert text(following, "identifier") != text(alert, "identifier")
    assert text(sent(message=Message.CANCEL), "info/responseType") == "AllClear"


def test_nothing_is_inferred_from_the_button() -> None:
    for kind in Kind:
        assert text(sent(record=replace(bite().record, kind=kind)), "info/severity") == "Unknown"


def test_an_incident_nobody_called_for_is_not_sent_as_a_call_that_just_came() -> None:
    told = sent(facts=(*FACTS, fact("source", "reported-later")))
    assert (text(told, "info/event"), text(told, "info/urgency")) == ("Incident", "Unknown")
    assert text(told, "info/headline") == "Incident, Hallway north"
    assert (text(told, "info/onset") or "").startswith("2026-09-01T10:29:05"), "as people say now"
    nobody_says = tuple(each for each in FACTS if each.field != "occurred_at")
    assert sent(facts=(*nobody_says, fact("source", "reported-later"))).find("{*}info/{*}onset") is None
    assert (text(sent(), "info/event"), text(sent(), "info/urgency")) == ("Emergency call", "Immediate")


def test_an_alert_is_the_call_as_it_came_and_what_follows_says_what_it_is_now() -> None:
    raised = replace(bite().record, kind=Kind.MEDICAL, came_as=Kind.ASSIST)
    told = [
        [
            text(sent(message=message, record=raised), f"info/{each}")
            for each in ("event", "category", "parameter[2]/value")
        ]
        for message in Message
    ]
    assert told == [["Call for help", "Safety", "assist"], *2 * [["Medical call", "Health", "medical"]]]


def test_it_holds_nothing_but_the_call() -> None:
    told = cap(bite(), Mode.ACTUAL, Message.ALERT, LATER_MS, DENVER).decode()
    assert not [word for word in ("Zoë", "Okafor", "bit my", "battery", "minor") if word in told]


@pytest.mark.parametrize("building", ["Fox, Hollow & <Elementary>", "Escuela Núñez\x00\x1b", "学校", ""])
def test_identifiers_have_no_character_the_standard_forbids(building: str) -> None:
    root = sent(building=building)
    for path in ("identifier", "sender"):
        assert re.fullmatch(r"[^\s,<&]+", text(root, path) or "")
