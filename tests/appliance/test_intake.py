"""Words for people: no fault that a wire of ours can name is without something to do."""

from appliance.intake import WHAT_TO_DO
from hardware.esphome.named import BY_DEVICE, ENDED_BY_KEY, OTHER, PASSING

MEMORIES = {"wiped", "swapped-board"}
"""What is named once, when a button comes back as another than it was."""


def test_every_fault_of_a_button_on_the_lan_says_what_to_do() -> None:
    assert {*ENDED_BY_KEY, *BY_DEVICE, *PASSING, *MEMORIES, OTHER} - WHAT_TO_DO.keys() == set()


def test_what_to_do_is_a_sentence_that_can_follow_another() -> None:
    assert [says for says in WHAT_TO_DO.values() if says[0].isupper() or says.endswith(".")] == []
