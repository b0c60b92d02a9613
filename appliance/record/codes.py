"""Looks up code lists by name. Pure; knows no field."""

from collections.abc import Mapping

from appliance.record.code_lists import afterwards, behavior, communications, event, injury, people, response
from appliance.record.schema import Code, CodeList

LISTS: Mapping[str, CodeList] = {
    each.name: each
    for kept in (event, people, behavior, response, injury, afterwards, communications)
    for each in kept.LISTS
}
"""Name → code list."""

_BY_CODE = {name: {each.code: each for each in kept.codes} for name, kept in LISTS.items()}


def code(name: str, its: str) -> Code | None:
    """Give one code of a list, or None where the list has no such code."""
    return _BY_CODE[name].get(its)


def label(name: str, its: str) -> str:
    """Give the label of a code. Give the code itself if the list does not know it, because a newer box may have written it."""
    found = code(name, its)
    return found.label if found else its
