"""Tests a list of sounders beside the list of rooms: each sounder gets its settings, its key, its entry in the plan and a label."""

import re

import pytest

from appliance.buttons.provision import CREDENTIALS, ENTRIES, LABELS, PLAN
from appliance.plan.ids import KeyId
from appliance.plan.model import Plan
from appliance.plan.parse import read
from appliance.vault.credentials import Credentials
from tests.appliance.buttons.paperwork import ROOMS, SOUNDERS, Paperwork

HEAD = "sounder,name,zone,board,address\n"


@pytest.mark.slow
def test_each_sounder_gets_its_settings_key_entry_and_label(papers: Paperwork) -> None:
    assert papers.provision(sounders=SOUNDERS) == 0
    plan = read(papers.out / PLAN)
    assert isinstance(plan, Plan)
    assert [
        (each.sounder, each.family, each.key, each.zone, each.address, each.output) for each in plan.sounders[-2:]
    ] == [
        ("west-hall", "esphome", "west-hall", "west", "", ""),
        ("gym", "esphome", "gym", "east", "192.168.10.61", ""),
    ]
    wired, wireless = ((papers.out / f"handbell-{each}.yaml").read_text() for each in ("west-hall", "gym"))
    assert all(f"firmware/{each}.yaml" in wired for each in ("board-esp32-poe", "sounder", "network", "horn"))
    assert not any(f"firmware/{each}.yaml" in wired for each in ("button", "lights", "tamper", "supply"))
    assert "board-esp32-c3" in wireless
    assert len(Credentials(papers.out / CREDENTIALS).get(KeyId("west-hall")) or b"") == 32
    labels = (papers.out / LABELS).read_text()
    assert "Sounder in the gym" in labels
    assert "Handbell is down" in labels


def test_what_is_said_counts_them_and_tells_which_sounds_never(papers: Paperwork) -> None:
    papers.provision(sounders=SOUNDERS)
    said = papers.said()
    assert "2 buttons and 2 sounders in out." in said
    assert 'warning: sounders.csv:2: Sounder "west-hall" never sounds' in said


@pytest.mark.slow
def test_running_it_again_or_with_the_plan_that_came_out_changes_nothing(papers: Paperwork) -> None:
    papers.provision(sounders=SOUNDERS)
    before = papers.files()
    assert papers.provision(sounders=SOUNDERS) == 0
    papers.plan.write_bytes((papers.out / PLAN).read_bytes())
    assert papers.provision(sounders=SOUNDERS) == 0
    assert papers.files() == before


@pytest.mark.slow
def test_a_plan_without_sounders_gets_the_section_and_its_usual_ladder_tells_them(papers: Paperwork) -> None:
    papers.provision()
    text = papers.plan.read_text()
    start, end = text.index("# Where sound comes out"), text.index("# Deadlines in seconds")
    papers.plan.write_text(re.sub(r",\s+told_by: (\[[^]]*\]|[a-z-]+)", "", text[:start]) + text[end:])
    assert papers.provision(ROOMS, sounders=SOUNDERS) == 0
    assert "never sounds" not in papers.said()
    plan = read(papers.out / PLAN)
    assert isinstance(plan, Plan)
    assert plan.ladder[1].sounders == ("west-hall", "gym")


def test_without_a_plan_its_entries_are_put_out_for_pasting(papers: Paperwork) -> None:
    assert papers.provision(plan=False, sounders=SOUNDERS) == 0
    assert (
        "sounders:\n"
        "  - {id: west-hall, name: Sounder in the upper west hall, family: esphome, key: west-hall, zone: west}\n"
    ) in (papers.out / ENTRIES).read_text()


MISTAKES = [
    (",Nowhere,west,,\n", "sounders.csv:2: sounder: This is empty. Write the sounder's short name, such as west-hall."),
    ("hall,Hall,roof,,\n", 'sounders.csv:2: zone: No room or area is in a zone "roof". Zones in use: east, front, outside and west.'),
    ("hall,,west,,\n", "sounders.csv:2: name: This is empty. Write it after the colon."),
    ("hall,Hall,west,esp8266,\n",
     'sounders.csv:2: board: There is no firmware for a board "esp8266". Known boards: esp32-poe and esp32-c3.'),
    ("B210-wall,Hall,west,,\n",
     'sounders.csv:2: sounder: Button "B210-wall" in the plan or the list of rooms has this key already. '
     "Two devices never share one: choose another."),
    ("c124.wall,Hall,west,,\n",
     'sounders.csv:2: sounder: Button "C124-wall" in the plan or the list of rooms has this device name already. '
     "Choose another id, or give one of the two another name with `device`."),
    ("hall,Hall,west,,\nhall,Hall two,west,,\n",
     'sounders.csv:3: sounder: "hall" is used already, on line 2. Each must have its own: choose another.'),
    ("hall,Hall,west,,192.168.10.40\n",
     'sounders.csv:2: address: Button "C130-wall" in the plan or the list of rooms has this address already. '
     "Correct one of the two, or leave both out."),
    ("west-bell,,,,\n",
     'sounders.csv:2: sounder: The plan has sounder "west-bell" already, of the family "simulated", with the key "". '
     "Write `family: esphome` and `key: west-bell` there, or name another sounder here."),
    ("", "sounders.csv:1: There are no sounders in this list. Write one row for each, or leave the list out."),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "told"), MISTAKES)
def test_each_mistake_with_its_line_and_nothing_is_made(papers: Paperwork, rows: str, told: str) -> None:
    assert papers.provision(sounders=HEAD + rows) == 1
    assert papers.said() == f"{told}\n\n1 mistake. Correct them and run this again.\n\nNothing was made.\n"
    assert not papers.out.exists()
