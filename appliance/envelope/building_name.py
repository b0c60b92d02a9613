"""Whether two names are of one building: the one on its plan, and the one on the district's list. Pure; knows no plan and no list.

Help goes where a name says. A token on the wrong line of a list gives a school another one's name, and only its plan knows better.
"""

import unicodedata

NAME_LEN_MAX = 100  # a building's name on one line: as the district takes it; a plan's has at most 60 characters

_LEFT_OUT = frozenset("'’`.")  # St. Mary's is st-marys
_SHORT = {"es": "elementary", "elem": "elementary", "ms": "middle", "hs": "high", "school": ""}
"""How lists shorten what plans write out. Nothing here makes one of two schools: an elementary stays another than a middle school."""


def same_building(one: str, other: str) -> bool:
    """Whether they differ by no more than case, spaces, accents, signs between words, and what lists shorten."""
    return _plain(one) == _plain(other)


def differ(plan: str, district: str) -> bool:
    """Whether both are known, and are not of one building."""
    return bool(plan and district) and not same_building(plan, district)


def names_told(plan: str, district: str) -> str:
    """Both, for whoever stands at the box or types there."""
    return (
        f"The district calls this building {district!r}, the plan calls it {plan!r}: help may be sent to another school. The token may"
        " have stood on the wrong line of a list."
    )


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(each for each in letters if each not in _LEFT_OUT and not unicodedata.combining(each))
    words = "".join(each if each.isalnum() else " " for each in kept).split()
    return "".join(_SHORT.get(each, each) for each in words) or name.casefold().strip()
