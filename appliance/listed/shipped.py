"""Reads what is shipped: the sets of rules (neutral, Colorado, an example of a district's own), and a school calendar to begin with."""

from importlib.resources import files

from appliance.duties.adopted.rules_document import RulesFile, to_document

SHIPPED = ("neutral", "colorado", "district-example")


def shipped(name: str) -> RulesFile:
    """Give the file of a set that is shipped, one of `SHIPPED`."""
    file = f"{name}.toml"
    return RulesFile(file, files("appliance.duties").joinpath("rules", file).read_text(encoding="utf-8"))


def calendar() -> str:
    """Give the text of a file with a school calendar to begin with."""
    return files("appliance.listed").joinpath("calendar.toml").read_text(encoding="utf-8")


def neutral() -> bytes:
    """Give the canonical bytes of the rules that count before a district adopts any."""
    return to_document([shipped("neutral")])
