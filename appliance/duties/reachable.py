"""Tells whether a condition can ever hold. One that cannot is a mistake of the person who wrote the rule. Pure.

It looks at each way in which a condition could hold, and whether the tests of one field agree there.
"""

from itertools import product

from appliance.duties.conditions import Asked, Comparison, Condition, Either, Every, Not, Noted, Some
from appliance.record.codes import LISTS
from appliance.record.fields import FIELDS
from appliance.record.schema import Shape

WAYS_MAX = 512
"""Ours: where there are more ways to hold, the condition counts as one that can hold."""

type _Literal = tuple[Asked, bool]
"""One test, and whether it must pass."""
type _Way = frozenset[_Literal]


def can_hold(condition: Condition) -> bool:
    """Whether any record could make a condition hold."""
    ways = _ways(condition, True)
    return ways is None or any(_agrees(way) for way in ways)


def _ways(condition: Condition, wanted: bool) -> list[_Way] | None:
    """Give the ways in which a condition gets the wanted result; None where there are too many to look at."""
    match condition:
        case Asked():
            return [frozenset({(condition, wanted)})]
        case Noted():
            return [frozenset()]
        case Not(part=part):
            return _ways(part, not wanted)
        case Some(where=where):
            if not wanted:
                return [frozenset()]  # a record may have no such item
            return [frozenset()] if can_hold(where) else []
        case Every(parts=parts) if wanted:
            return _together(parts, wanted)
        case Either(parts=parts) if not wanted:
            return _together(parts, wanted)
        case Every(parts=parts) | Either(parts=parts):
            return _one_of(parts, wanted)


def _together(parts: tuple[Condition, ...], wanted: bool) -> list[_Way] | None:
    ways: list[_Way] = [frozenset()]
    for each in parts:
        more = _ways(each, wanted)
        if more is None or len(ways) * len(more) > WAYS_MAX:
            return None
        ways = [one | other for one, other in product(ways, more)]
    return ways


def _one_of(parts: tuple[Condition, ...], wanted: bool) -> list[_Way] | None:
    found: list[_Way] = []
    for each in parts:
        more = _ways(each, wanted)
        if more is None or len(found) + len(more) > WAYS_MAX:
            return None
        found += more
    return found


def _agrees(way: _Way) -> bool:
    """Whether the tests of each field can all have the result that this way needs."""
    by_field: dict[tuple[str, str, str], list[_Literal]] = {}
    for asked, passes in way:
        by_field.setdefault((asked.field, asked.via, asked.plus), []).append((asked, passes))
    return all(_agree(literals) for literals in by_field.values())


def _agree(literals: list[_Literal]) -> bool:
    known = [(asked.operand is True) is passes for asked, passes in literals if asked.test is Comparison.KNOWN]
    needs_value = True in known or any(passes for asked, passes in literals if asked.test is not Comparison.KNOWN)
    needs_none = False in known
    if needs_value and needs_none:
        return False
    return not needs_value or (_codes_agree(literals) and _answers_agree(literals) and _numbers_agree(literals))


def _codes_agree(literals: list[_Literal]) -> bool:
    field = FIELDS[literals[0][0].field]
    if field.shape is not Shape.CODE:
        return True
    left = {each.code for each in LISTS[field.codes].codes}
    for asked, passes in literals:
        if asked.test is Comparison.CHOSE and isinstance(asked.operand, tuple):
            left = left & set(asked.operand) if passes else left - set(asked.operand)
    return bool(left)


def _answers_agree(literals: list[_Literal]) -> bool:
    left = {True, False}
    for asked, passes in literals:
        if asked.test is Comparison.IS and isinstance(asked.operand, bool):
            left &= {asked.operand if passes else not asked.operand}
    return bool(left)


def _numbers_agree(literals: list[_Literal]) -> bool:
    least, most = 0, 2**63
    for asked, passes in literals:
        if not isinstance(asked.operand, int) or isinstance(asked.operand, bool):
            continue
        match asked.test, passes:
            case (Comparison.MORE_THAN, True):
                least = max(least, asked.operand + 1)
            case (Comparison.MORE_THAN, False):
                most = min(most, asked.operand)
            case (Comparison.AT_LEAST, True) | (Comparison.LESS_THAN, False):
                least = max(least, asked.operand)
            case (Comparison.AT_LEAST, False) | (Comparison.LESS_THAN, True):
                most = min(most, asked.operand - 1)
            case _:
                pass
    return least <= most
