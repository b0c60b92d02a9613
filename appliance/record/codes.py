"""The code lists by name. Pure; knows no field."""

from collections.abc import Mapping

from appliance.record.code_lists import afterwards, behavior, event, injury, people, response
from appliance.record.schema import Code, CodeList

LISTS: Mapping[str, CodeList] = {
    each.name: each for kept in (event, people, behavior, response, injury, afterwards) for each in kept.LISTS
}
"""Name → list."""

_BY_CODE = {name: {each.code: each for each in kept.codes} for name, kept in LISTS.items()}


def code(name: str, its: str) -> Code | None:
    """One code of a list, None where it has none such."""
    return _BY_CODE[name].get(its)


def label(name: str, its: str) -> str:
    """How a code is called, itself where the list does not know it: a newer box may have written it."""
    found = code(name, its)
    return found.label if found else its
