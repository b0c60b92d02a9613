"""Rules as a district might write them, and what their reader says of them."""

from appliance.duties.parse import parse

SET = '[set]\nname = "own"\ntitle = "Our own"\n'
RULE = """
[[rule]]
id = "{id}"
when = {when}
owes = "administrator"
to = "educator"
due = {{ school_days = 1 }}
closed_by = {{ noted = "what was done" }}
says = "Do it."
source = "Our contract"
source_on = 2026-07-01
verify = true
"""
HELD = '{ field = "restraint_used", is = true }'


def rule(when: str = HELD, id: str = "own-rule") -> str:
    return RULE.format(when=when, id=id)


def told(text: str) -> list[str]:
    """Every mistake, with its line."""
    parsed = parse(text)
    assert (parsed.rules is None) is bool(parsed.mistakes)
    return [f"{each.line} {each.path}: {each.says} {each.do}".replace(" : ", ": ") for each in parsed.mistakes]


def changed(old: str, new: str) -> list[str]:
    text = SET + rule()
    assert old in text
    return told(text.replace(old, new))


OWN = """
[[rule]]
id = "{id}"
{more}
when = {when}
owes = "administrator"
to = "educator"
due = {due}
closed_by = {closed}
late = [
    {{ tell = "{tells[0]}", after = {{ school_days = 1 }} }},
    {{ tell = "{tells[1]}", after = {{ school_days = 3 }} }},
]
says = "Do it."
source = "Our contract"
source_on = 2026-07-01
verified = {{ by = "the attorney", on = 2026-08-01 }}
"""


def own_rule(
    when: str,
    due: str = "{ school_days = 2 }",
    closed: str = '{ noted = "what was done" }',
    more: str = "",
    id: str = "own",
    tells: tuple[str, str] = ("lead", "mental-health"),
) -> str:
    return OWN.format(id=id, when=when, due=due, closed=closed, more=more, tells=tells)
