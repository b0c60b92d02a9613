"""Tests the way to the district's alarm panel in a plan: what the example shows is sound, and each mistake has its line."""

import msgspec
import pytest

from appliance.plan.document import from_document, to_document
from appliance.plan.ids import DeskId
from appliance.plan.model import HandOver
from tests.appliance.plan.test_wires import every_family, examined, plan

__all__ = ["every_family"]  # a fixture, as if every adapter were built

WAY = "hand_over: {desks: [front], outputs: [west-io/7, GPIO25], panel: Alarm panel in the office, panel_zone: 40, pulse_s: 1}"


def test_the_example_has_a_desk_that_may_hand_over_by_two_outputs_and_its_document_keeps_it() -> None:
    assert plan().hand_over == HandOver(
        desks=(DeskId("front"),),
        outputs=("west-io/7", "GPIO25"),
        panel="Alarm panel in the office",
        panel_zone="40",
        pulse_ms=1000,
    )
    assert from_document(to_document(plan())).hand_over == plan().hand_over


def test_a_plan_without_it_has_none() -> None:
    parsed = examined(WAY, "")
    assert parsed.mistakes == [] and parsed.plan is not None
    assert parsed.plan.hand_over is msgspec.UNSET


@pytest.mark.parametrize(("written", "pulse_ms"), [("0.5", 500), ("0.25", 250), ("3", 3000), ("2.125", 2125)])
def test_a_pulse_is_written_in_seconds(written: str, pulse_ms: int) -> None:
    parsed = examined("pulse_s: 1", f"pulse_s: {written}")
    assert parsed.mistakes == [] and parsed.plan is not None
    assert isinstance(parsed.plan.hand_over, HandOver) and parsed.plan.hand_over.pulse_ms == pulse_ms


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "into", "path", "says"),
    [
        ("desks: [front], outputs", "desks: [], outputs", "hand_over.desks", "No desk may hand over"),
        ("desks: [front], outputs", "desks: [fornt], outputs", "hand_over.desks[0]", 'There is no desk "fornt"'),
        ("[west-io/7, GPIO25]", "[west-io/7]", "hand_over.outputs", "two outputs in series"),
        ("[west-io/7, GPIO25]", "[west-io/7, west-io/7]", "hand_over.outputs[1]", "is there twice"),
        ("[west-io/7, GPIO25]", "[west-io/9, GPIO25]", "hand_over.outputs[0]", "has 8 relays, and no relay 9"),
        (
            "[west-io/7, GPIO25]",
            "[west-io/7, GPIO17]",
            "hand_over.outputs[1]",
            '"GPIO17" is used already, on line',
        ),
        (
            'port: "/dev/serial/by-path/platform-xhci-usb-0:1.2:1.0-port0"',
            'port: "rfc2217://192.168.10.41:4001"',
            "hand_over.outputs[0]",
            "comes over the network",
        ),
        ("panel: Alarm panel in the office", f"panel: {'x' * 61}", "hand_over.panel", "no name of a panel"),
        ("panel_zone: 40", "panel_zone: bell", "hand_over.panel_zone", "no zone of a panel"),
        ("panel_zone: 40", "panel_zone: 12", "hand_over.panel_zone", "each hand-over would come back as a call"),
        ("panel_zone: 40", "panel_zone: 012", "hand_over.panel_zone", "each hand-over would come back as a call"),
        ("pulse_s: 1}", "pulse_s: 3.1}", "hand_over.pulse_s", "0.2 to 3 s"),
        ("pulse_s: 1}", "pulse_s: 0.1}", "hand_over.pulse_s", "0.2 to 3 s"),
        ("pulse_s: 1}", "pulse_s: short}", "hand_over.pulse_s", "no number of seconds"),
        (WAY, WAY.replace("desks", "desk"), "hand_over.desk", "is not known here"),
        (WAY, "hand_over: front", "hand_over", ""),
    ],
)
def test_each_mistake_about_it_is_said_where_it_is(change: str, into: str, path: str, says: str) -> None:
    found = examined(change, into).mistakes
    assert path in [each.path for each in found if says in each.says], found


@pytest.mark.parametrize("outputs", ["[west-io/7, west-io/8]", "[GPIO24, GPIO25]"])
def test_two_outputs_of_one_thing_are_a_remark(outputs: str) -> None:
    parsed = examined("[west-io/7, GPIO25]", outputs)
    assert parsed.mistakes == []
    assert [each.says for each in parsed.warnings if each.path.startswith("hand_over")] == [
        "Both outputs are switched by one thing, which closes both when it fails."
    ]
    assert not [each for each in examined().warnings if each.path.startswith("hand_over")]
