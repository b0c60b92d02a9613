"""Tests that every event keeps the bytes in which it was first written: each class has samples, each sample reads and writes as before, no
tag is lost.
"""

import json
from typing import Any

import msgspec
import pytest

from appliance.core.ground.moment import Moment
from appliance.record import codec
from appliance.record.events import AnyEvent
from tests.vectors.make_events import FILE, as_text, classes, samples, words_of_events

PINNED: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
SAMPLES = [
    pytest.param(tag, each, id=f"{tag}-sample-{at}")
    for tag, made in PINNED["events"].items()
    for at, each in enumerate(made, start=1)
]


def told(value: Any) -> tuple[Moment, AnyEvent]:
    return msgspec.json.decode(json.dumps(value), type=tuple[Moment, AnyEvent])


@pytest.mark.parametrize(("tag", "sample"), SAMPLES)
def test_a_sample_reads_and_writes_as_it_ever_did(tag: str, sample: dict[str, Any]) -> None:
    at, event = told(sample["value"])
    assert event.__struct_config__.tag == tag
    assert codec.decode(bytes.fromhex(sample["bytes"])) == (at, event)
    assert codec.encode(at, event).hex() == sample["bytes"]


def test_every_event_has_samples_and_every_tag_its_class() -> None:
    assert PINNED["events"].keys() == classes().keys(), (
        "A new event: run tests.vectors.make_events. A tag that is gone: its class must come back, records have it."
    )


@pytest.mark.parametrize("tag", PINNED["events"])
def test_the_first_sample_has_every_field_filled(tag: str) -> None:
    made = PINNED["events"][tag]
    assert made and None not in leaves(made[0]["value"]), "only the later samples leave out what may be left out"
    assert made[0]["value"][1].keys() == samples(classes()[tag])[0]["value"][1].keys()


def test_every_word_an_event_may_have_is_pinned_and_none_is_lost() -> None:
    now = {name: set(words) for name, words in words_of_events().items()}
    then = {name: set(words) for name, words in PINNED["words"].items()}
    assert now == then, (
        "A new word: run tests.vectors.make_events. A word that is gone must come back: records have it."
    )


def test_the_script_that_adds_what_is_new_changes_nothing_that_is_there() -> None:
    assert as_text(PINNED) == FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize("spoilt", ["a field is gone", "a word is gone", "a byte is another"])
def test_a_change_of_any_kind_is_noticed(spoilt: str) -> None:
    sample = PINNED["events"]["fact-written-1"][0]
    match spoilt:
        case "a field is gone":
            value = [sample["value"][0], {k: v for k, v in sample["value"][1].items() if k != "why"}]
            assert codec.encode(*told(value)).hex() != sample["bytes"]
        case "a word is gone":
            raw = bytes.fromhex(sample["bytes"]).replace(b"\xa5klass\xa1B", b"\xa5klass\xa1E")
            with pytest.raises(codec.CodecError):
                codec.decode(raw)
        case "a byte is another":
            raw = bytearray.fromhex(sample["bytes"])
            raw[-1] ^= 1
            assert codec.decode(bytes(raw)) != told(sample["value"])


def leaves(tree: Any) -> list[Any]:
    inside = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else None
    return [tree] if inside is None else [leaf for branch in inside for leaf in leaves(branch)]
