"""Compares two names of a building: the one on its plan, and the one on the district's list. Pure; knows no plan and no list. Help goes
where a name says. A token on the wrong line of a list gives a school another school's name, and only its plan knows better.
"""

import unicodedata

# a building's name on one line, as the district takes it; a name in a plan has at most 60 characters
NAME_LEN_MAX = 100

_LEFT_OUT = frozenset("'’`.")  # St. Mary's is st-marys
_SHORT = {"es": "elementary", "elem": "elementary", "ms": "middle", "hs": "high", "school": ""}
"""Words that lists shorten and plans write out. Nothing here makes two schools the same: an elementary school stays different from a
middle school.
"""


def same_building(one: str, other: str) -> bool:
    """Return whether they differ only in case, spaces, accents, signs between words, and words that lists shorten."""
    return _plain(one) == _plain(other)


def differ(plan: str, district: str) -> bool:
    """Return whether both names are known, and belong to different buildings."""
    return bool(plan and district) and not same_building(plan, district)


def names_told(plan: str, district: str) -> str:
    """Say both names, for whoever stands at the box or types there."""
    return (
        f"The district calls this building {district!r}, the plan calls it {plan!r}: help may be sent to another school. The token may"
        " have stood on the wrong line of a list."
    )


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(each for each in letters if each not in _LEFT_OUT and not unicodedata.combining(each))
    words = "".join(each if each.isalnum() else " " for each in kept).split()
    return "".join(_SHORT.get(each, each) for each in words) or name.casefold().strip()
