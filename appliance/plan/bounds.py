"""Holds the bounds of a plan: how many entries, how long names, and which times, each with its reason. Pure."""

import re
from collections.abc import Iterator

from appliance.plan.mistakes import Finding
from appliance.plan.model import Limits, Plan, Retention, given

# one word of a command line and of a web address, which needs no quotes and no escapes there
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
ID_CHARACTERS_MAX = 32  # an id stands in a column of an 80-character screen and on a button's label
NAME_CHARACTERS_MAX = 60  # a line of 80 characters, less 20 for the kind of call and its age
TEXT_CHARACTERS_MAX = 240  # three lines of 80: what fits beside a call without hiding it
CONTACTS_MAX = 8  # a device reports at most four contacts, and each of them may also be held

COUNTS_MAX = {
    "rooms": 1000,  # twice the largest high schools; a board of 1,000 open calls is what is tested for
    "areas": 200,  # as many as a person can still read through when asked what is not covered
    "buttons": 2000,  # two in each room; each button checks in every 60 s, so 2,000 send 33 messages a second
    "pages": 1000,  # one computer in each room of the largest schools
    "walls": 16,  # a school has a few rooms for staff alone; each is told of every change
    "shared_phones": 32,  # each is a phone at a desk where several people sit; a building has a few dozen such desks
    "desks": 16,  # each is sent the whole board at every change
    "people": 500,  # every adult of the largest schools
    "sounders": 100,  # one process keeps each of them playing
    "hangs_on": 100,  # the largest schools have no more switches and supplies than this
    "lines": 16,  # hubs of a Pi are known to carry this many USB adapters
    "boards": 32,  # one RS-485 segment drives this many loads
    "power": 8,  # no building has more closets with a battery that calls depend on
    "ladder": 10,  # a call climbs for at most five minutes: ten steps make one step each 30 s
    "occupied": 200,  # one line for every school day of a year
}

LIMITS = {
    "sound_again_s": (1, 10, "UL 1069 has a call sound again at least every 10 s"),
    "dispatch_s": (10, 180, "help sent after NFPA 72's 180 s to investigate comes after it should have arrived"),
    "confirm_s": (10, 120, "under 10 s nobody reaches a radio, and after 2 minutes somebody else should have gone"),
    "arrive_s": (30, 600, "no room of a school is ten minutes away"),
    "all_right_s": (60, 1800, "asked more often than each minute it is a nuisance, and half an hour alone is too long"),
    "exhausted_s": (30, 300, "a teacher must know within five minutes that nobody took the call"),
    "ladder_again_s": (30, 300, "sooner it drowns speech on the radio, later than five minutes it is forgotten"),
    "tap_out_again_s": (30, 600, "ten minutes is longer than most breaks that are asked for"),
    "presence_s": (
        300,
        7200,
        "asking within five minutes is a nuisance, and nobody sits at a desk two hours untouched",
    ),
    "lost_after_s": (120, 200, "devices check in each 60 s and one may be missed; NFPA 72 shows a fault within 200 s"),
    "drill_s": (60, 7200, "a drill forgotten for two hours hides what is real"),
}
"""Field of `Limits` → least value, greatest value, and the reason."""

YEARS_MAX = 100  # nobody who was there lives longer; a greater figure is a typing mistake
YEARS_MIN = {
    "incident_years": (2, "workers' compensation may be claimed for two years (C.R.S. 8-43-103)"),
    "injury_years": (5, "29 CFR 1904.33 keeps injury records five years after the end of the year they cover"),
    "needless_years": (1, "whether buttons and people work is judged over a school year"),
    "drill_years": (1, "whether the drills of a year were held is asked after that year"),
}
"""Field of `Retention` → fewest years, and the reason why fewer are refused."""


def is_id(text: str) -> bool:
    """Whether a plan may use this text as an id."""
    return ID.fullmatch(text) is not None and len(text) <= ID_CHARACTERS_MAX


def outside_limits(limits: Limits) -> Iterator[Finding]:
    """Give a finding for every limit that is outside its range."""
    for name, (least, most, reason) in LIMITS.items():
        value = getattr(limits, name)
        if not least <= value <= most:
            says = f"{value} s is outside {least} to {most} s: {reason}."
            yield Finding(f"limits.{name}", says, "Choose a value in that range, or leave the line out.")


def outside_retention(kept: Retention) -> Iterator[Finding]:
    """Give a finding for every figure of the retention that is too small, or too large to be meant."""
    for name, (least, reason) in YEARS_MIN.items():
        value = getattr(kept, name)
        if value < least:
            says = f"{value} years are too few: {reason}."
            yield Finding(f"retention.{name}", says, f"Write {least} or more, or leave the line out.")
        elif value > YEARS_MAX:
            says = f"{value} years are more than anybody means."
            yield Finding(f"retention.{name}", says, f"Write at most {YEARS_MAX}, or leave the line out.")


def too_many(plan: Plan) -> Iterator[Finding]:
    """Give a finding for every section that holds more entries than a building can have."""
    for name, most in COUNTS_MAX.items():
        number = len(given(getattr(plan, name)))
        if number > most:
            yield Finding(
                name, f"There are {number:,} here; at most {most:,} are taken.", "Look for a part that is here twice."
            )
