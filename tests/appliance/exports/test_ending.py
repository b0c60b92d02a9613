"""Tests that a file's name decides what is written into it, or that a chosen form gives the name; a name never promises what is not in the
file.
"""

import re
from pathlib import PurePath

import pytest

from appliance.exports.ending import Misnamed, format_of
from appliance.exports.formats import FORMATS


@pytest.mark.parametrize(("form", "ending"), [(form, each) for form, made in FORMATS.items() for each in made.endings])
def test_an_ending_is_a_format(form: str, ending: str) -> None:
    assert format_of(PurePath(f"/home/r{ending}"), None) == form
    assert format_of(PurePath(f"R{ending.upper()}"), None) == form
    assert format_of(PurePath(f"r{ending}"), form) == form


@pytest.mark.parametrize("name", ["r.docx", "r.odt", "r"])
def test_what_is_not_made_here_is_refused_with_what_is(name: str) -> None:
    every = ", ".join(made.endings[0] for made in FORMATS.values())
    with pytest.raises(Misnamed, match=rf"Let the name end in one of {re.escape(every)}: "):
        format_of(PurePath(name), None)
    with pytest.raises(Misnamed, match=r"one of \.html, \.pdf:"):
        format_of(PurePath(name), None, ("html", "pdf"))
    assert format_of(PurePath(name), "pdf") == "pdf", "whoever names both has said what it is"


def test_a_format_that_this_command_does_not_make_is_refused() -> None:
    with pytest.raises(Misnamed, match=r"\.xml is nothing that is made here"):
        format_of(PurePath("r.xml"), None, ("html", "pdf"))


def test_a_name_that_promises_another_format_than_the_one_asked_for_is_refused_with_the_right_one() -> None:
    with pytest.raises(Misnamed, match=r"^r\.html is the name of another kind of file than pdf\. Name it r\.pdf\.$"):
        format_of(PurePath("/home/r.html"), "pdf")
