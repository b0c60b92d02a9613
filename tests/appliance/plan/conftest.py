"""Fixtures: a small sound plan, and ways to spoil it one line at a time."""

from collections.abc import Callable

import pytest

from appliance.plan.parse import Mistake, ParsedPlan, examine

SOUND = """\
building:
  name: Fox Hollow Elementary
  address: 2100 Larkspur Way
  phone: +1 720 555 0100
  timezone: America/Denver
occupied: mon-fri 07:30-16:00
rooms:
  - {id: A101, name: Front office, floor: 1, zone: front, phone_name: Rm A101}
  - {id: B204, name: Room 204, floor: 2, zone: west, phone_name: Rm B204}
areas:
  - {name: Playground, zone: outside, instead: Duty radio}
buttons:
  - {id: A101-desk, room: A101, family: simulated, key: A101-desk, contacts: {help: assist}}
  - {id: B204-wall, room: B204, family: simulated, key: B204-wall, contacts: {help: assist, hold: emergency}}
desks:
  - {id: front, name: Front office, zone: front}
  - {id: hall, name: West hall, zone: west}
people:
  - {id: reyes, name: Marisol Reyes, roles: [lead, nurse], told_by: bell}
  - {id: okafor, name: Ada Okafor, roles: office, told_by: bell, duty: mon-fri 07:00-17:00}
sounders:
  - {id: bell, name: Bell, family: file, output: bell.wav, zone: front}
ladder:
  - {after_s: 0, desks: [front, hall]}
  - {after_s: 15, sounders: [bell], roles: [lead]}
limits:
  dispatch_s: 60
"""


@pytest.fixture
def spoilt() -> Callable[..., ParsedPlan]:
    """Give what is found when these replacements are made in the sound plan; each text to replace must be in it once."""

    def read(*changes: tuple[str, str]) -> ParsedPlan:
        text = SOUND
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the sound plan"
            text = text.replace(old, new)
        return examine(text, "plan.yaml")

    return read


@pytest.fixture
def only() -> Callable[[list[Mistake]], tuple[str, int, str]]:
    """Give path, line and the whole sentence of the only mistake."""

    def one(mistakes: list[Mistake]) -> tuple[str, int, str]:
        assert len(mistakes) == 1, [each.told("plan.yaml") for each in mistakes]
        return mistakes[0].path, mistakes[0].line, f"{mistakes[0].says} {mistakes[0].do}"

    return one


@pytest.fixture(scope="session")
def sound() -> str:
    return SOUND
