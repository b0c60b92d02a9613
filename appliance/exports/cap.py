"""Writes a call as a message of the Common Alerting Protocol 1.2 (OASIS, 2010). Takes only facts of class A; infers nothing from the
button. The scope is Restricted, never Public: the message is for those who respond, not for everybody. Pure; writes no file and sends
nothing.
"""

import enum
import re
import unicodedata
import xml.etree.ElementTree as Xml
from datetime import tzinfo

from appliance.api.records.facts import RecordFacts
from appliance.api.records.messages import RecordLine, RecordShown
from appliance.exports.times import numeric
from appliance.words.kinds import KINDS

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
RESTRICTION = "For the school's own responders and those its district names; not for the public"


class Mode(enum.StrEnum):
    """Whether the call was real: CAP's <status>."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    TEST = "Test"


class Message(enum.StrEnum):
    """CAP's <msgType>. ALERT is the call as it came. The others refer to it: more is known, or it is over."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


_UNCALLED = "Incident"
"""For an incident that somebody told of later, or over the radio: no button was pressed."""


def cap(shown: RecordShown, mode: Mode, message: Message, made_ms: int, zone: tzinfo) -> bytes:
    """Write the message as XML. An Alert has the time of the call. An Update or a Cancel has the time it was made, and refers to the
    Alert.
    """
    record = shown.record
    alert = _alert_id(record)
    sent_ms = record.wall_ms if message is Message.ALERT else made_ms
    root = Xml.Element("alert", xmlns=NAMESPACE)
    _add(root, "identifier", alert if message is Message.ALERT else f"{alert}.{message.lower()}.{made_ms}")
    _add(root, "sender", _sender(shown))
    _add(root, "sent", _numeric(sent_ms, zone))
    _add(root, "status", mode)
    _add(root, "msgType", message)
    _add(root, "source", "Handbell")
    _add(root, "scope", "Restricted")
    _add(root, "restriction", RESTRICTION)
    if mode is not Mode.ACTUAL:
        _add(root, "note", "Practice: nothing here is real.")
    if message is not Message.ALERT:
        _add(root, "references", f"{_sender(shown)},{alert},{_numeric(record.wall_ms, zone)}")
    _info(root, shown, message, zone)
    Xml.indent(root)
    body: bytes = Xml.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def _info(root: Xml.Element, shown: RecordShown, message: Message, zone: tzinfo) -> None:
    record = shown.record
    kind = record.came_as or record.kind if message is Message.ALERT else record.kind
    record_facts = RecordFacts(shown)
    called = record_facts.called
    words = KINDS[kind]
    event, category = words.event if called else _UNCALLED, words.category
    info = Xml.SubElement(root, "info")
    _add(info, "language", "en-US")
    _add(info, "category", category)
    _add(info, "event", event)
    _add(info, "responseType", "AllClear" if message is Message.CANCEL else "Execute")  # the school's own response plan
    # An incident that nobody pressed for may be over long ago, or somebody may have told of it over the radio just now.
    soon = "Immediate" if called else "Unknown"
    _add(info, "urgency", "Past" if message is Message.CANCEL else soon)
    _add(info, "severity", "Unknown")  # a button cannot know how bad it is
    # certainty of the event: somebody called, or says that it happened
    _add(info, "certainty", "Observed" if called else "Likely")
    if record_facts.began_ms is not None:
        _add(info, "onset", _numeric(record_facts.began_ms, zone))
    _add(info, "senderName", shown.building)
    _add(info, "headline", f"{event}, {record.room_name}")
    _parameter(info, "handbell:record", str(record.number))
    _parameter(info, "handbell:kind", kind)
    area = Xml.SubElement(info, "area")
    _add(area, "areaDesc", ", ".join(part for part in (record.room_name, shown.building, shown.address) if part))


def _parameter(info: Xml.Element, name: str, value: str) -> None:
    parameter = Xml.SubElement(info, "parameter")
    _add(parameter, "valueName", name)
    _add(parameter, "value", value)


def _add(parent: Xml.Element, tag: str, text: str) -> None:
    Xml.SubElement(parent, tag).text = "".join(each if each.isprintable() else " " for each in text)


def _numeric(wall_ms: int, zone: tzinfo) -> str:
    """Write a time as CAP does, which writes UTC as -00:00 (3.3.2)."""
    return numeric(wall_ms, zone).replace("+00:00", "-00:00")


def _alert_id(record: RecordLine) -> str:
    return f"handbell.{_bare(record.incident)}"


def _sender(shown: RecordShown) -> str:
    return f"handbell.{_bare(shown.building) or 'building'}"


def _bare(text: str) -> str:
    """Remove what CAP forbids in an identifier (blanks, commas, < and &) and what may confuse a reader."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]+", "-", letters).strip("-.").lower()
