"""Tells whether a condition can ever hold. One that cannot is a mistake of the person who wrote the rule. Pure.

It looks at each case in which a condition could hold, and whether the tests of one field agree there.
"""

from itertools import product

from appliance.duties.conditions import Asked, Comparison, Condition, Either, Every, Not, Noted, Some
from appliance.record.codes import LISTS
from appliance.record.fields import FIELDS
from appliance.record.schema import Shape

CASES_MAX = 512
"""Ours: where there are more cases, the condition counts as one that can hold."""

type _Literal = tuple[Asked, bool]
"""One test, and whether it must pass."""
type _Case = frozenset[_Literal]


def can_hold(condition: Condition) -> bool:
    """Whether any record could make a condition hold."""
    cases = _cases(condition, True)
    return cases is None or any(_agrees(case) for case in cases)


def _cases(condition: Condition, wanted: bool) -> list[_Case] | None:
    """Give the cases in which a condition gets the wanted result; None where there are too many to look at."""
    match condition:
        case Asked():
            return [frozenset({(condition, wanted)})]
        case Noted():
            return [frozenset()]
        case Not(part=part):
            return _cases(part, not wanted)
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


def _together(parts: tuple[Condition, ...], wanted: bool) -> list[_Case] | None:
    cases: list[_Case] = [frozenset()]
    for each in parts:
        more = _cases(each, wanted)
        if more is None or len(cases) * len(more) > CASES_MAX:
            return None
        cases = [one | other for one, other in product(cases, more)]
    return cases


def _one_of(parts: tuple[Condition, ...], wanted: bool) -> list[_Case] | None:
    found: list[_Case] = []
    for each in parts:
        more = _cases(each, wanted)
        if more is None or len(found) + len(more) > CASES_MAX:
            return None
        found += more
    return found


def _agrees(case: _Case) -> bool:
    """Whether the tests of each field can all have the result that this case needs."""
    by_field: dict[tuple[str, str, str], list[_Literal]] = {}
    for asked, passes in case:
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
