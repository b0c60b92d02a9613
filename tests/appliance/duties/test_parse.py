"""A file of rules is taken as a whole, or every mistake in it is told with its line, what is wrong and what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from appliance.duties.conditions import Asked, Comparison, Either, Every, Not, Noted, Some
from appliance.duties.counting import Term, Unit
from appliance.duties.parse import RULES_FILE_CHARACTERS_MAX, parse
from appliance.duties.parties import Party
from appliance.plan.mistakes import Mistake
from appliance.record.words import FieldId
from tests.appliance.duties.school import RULES
from tests.appliance.duties.written_rules import HELD, SET, changed, rule, told


def test_a_whole_rule() -> None:
    text = """
[set]
name = "own"
title = "Our own"

[[rule]]
id = "own-rule"
for_each = "person"
when = { all = [
    { field = "event_kind", chose = ["happened", "attempt"] },
    { any = [
        { field = "person.early_grade", is = true },
        { not = { field = "person.type", staff = true } },
    ] },
    { some = "action", at_least = 2, where = { all = [
        { field = "action.person", about = true },
        { field = "action.days", plus = "action.days_before", more_than = 10 },
        { field = "action.returns", after = "action.from" },
    ] } },
] }
asks = ["person.early_grade"]
owes = "administrator"
to = "family"
due = { business_days = 3, after = "occurred_at" }
closed_by = { noted = "the letter" }
late = [{ tell = "lead", after = { calendar_days = 2 } }]
says = "Write to the family."
says_es = "Escriba a la familia."
source = "Our policy"
source_on = 2026-07-01
verified = { by = "A. Lopez, attorney", on = 2026-08-01 }
"""
    (found,) = parse(text).rules.rules
    assert isinstance(found.when, Every)
    kind, either, twice = found.when.parts
    assert kind == Asked(FieldId("event_kind"), Comparison.CHOSE, ("happened", "attempt"))
    assert isinstance(either, Either) and isinstance(either.parts[1], Not)
    assert isinstance(twice, Some) and (twice.group, twice.at_least) == ("action", 2)
    assert found.due == Term(Unit.BUSINESS_DAYS, 3, FieldId("occurred_at"))
    assert found.closed_by == Noted("the letter")
    assert (found.owes, found.to, found.line) == (Party.ADMINISTRATOR, Party.FAMILY, 6)
    assert found.verified is not None and found.verified.by == "A. Lopez, attorney"
    assert found.late[0].tell is Party.LEAD
    assert FieldId("action.days_before") in found.reads and FieldId("occurred_at") in found.reads


def test_every_mistake_is_told_with_its_line() -> None:
    text = """[set]
name = "own"
title = "Our own"
colour = "red"

[[rule]]
id = "one"
when = { all = [
    { field = "anyone_hurtt", is = true },
    { field = "weapon", chose = ["knif", "none"] },
    { field = "injury.level", chose = ["minor"] },
] }
owes = "adminstrator"
to = "educator"
due = { school_days = "one" }
closed_by = { noted = "what was done" }
says = "Suspend the student."
source = "Our contract"
source_on = "2026-07-01"

[[rule]]
id = "one"
when = { field = "anyone_hurt" }
owes = "administrator"
to = "educator"
due = { fortnights = 1 }
closed_by = { field = "debrief.at", known = true }
says = ""
source = "Our contract"
source_on = 2026-07-01
verify = true
verified = { by = "us" }

[[rules]]
id = "three"
"""
    assert told(text) == [
        '4 set.colour: "colour" is not known here. Known here: name and title.',
        '6 rule[0].verify: Nobody says whether this was verified. Write verify = true, or verified = { by = "…", on = 2026-08-01 }.',
        '9 rule[0].when.all[0].field: There is no field of the record "anyone_hurtt". Did you mean "anyone_hurt"?',
        '10 rule[0].when.all[1].chose[0]: "weapon" has no code "knif". Did you mean "knife"?',
        '11 rule[0].when.all[2].field: "injury.level" is asked of one injury, and it is not said which.'
        ' Put it within { some = "injury", where = … }, or add for_each = "injury".',
        '13 rule[0].owes: There is no role or relation "adminstrator". Did you mean "administrator"?',
        "15 rule[0].due.school_days: This must be a whole number from 1 to 400. Write it without quotation marks.",
        '19 rule[0].source_on: This must be a date, not the text "2026-07-01". Write it without quotation marks: 2026-08-01.',
        '21 rule: "one" is the id of a rule already, on line 6. Each must have its own: choose another.',
        "23 rule[1].when: This asks nothing of the field. Use one of these: all, any, not, some, noted, chose, is, known,"
        " more_than, at_least, less_than, after, staff and about.",
        "26 rule[1].due: This must name one unit. Write one such as { school_days = 1 } or { same_day = true }.",
        '27 rule[1].closed_by.field: "debrief.at" is asked of one debriefing, and it is not said which.'
        ' Put it within { some = "debrief", where = … }, or add for_each = "debrief".',
        "28 rule[1].says: This is empty. Write what is meant, or take it out.",
        "31 rule[1].verify: This says both that it was verified and that it must be."
        ' Write verify = true, or verified = { by = "…", on = 2026-08-01 }.',
        '34 rules: "rules" is no part of a file of rules. Write [set] once, and [[rule]] before each rule.',
    ]


def test_a_rule_that_is_no_toml_hides_no_mistake_of_the_others() -> None:
    text = SET + rule().replace('"administrator"', '"administrator') + rule(id="two").replace("is = true", "iss = true")
    first, second = told(text)
    assert first.startswith("8: This cannot be read as TOML")
    assert second.startswith("19 rule[1].when: This asks nothing of the field.")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('[set]\nname = "own"\ntitle = "Our own"\n', "", "1: The set has no name."),
        ('name = "own"', 'name = "Our Set!"', '2 set.name: "Our Set!" cannot be the name of a set.'),
        ("[set]", "x = 1\n[set]", '1 x: "x" stands before the first table.'),
        ('id = "own-rule"', 'id = "Own Rule"', '6 rule[0].id: "Own Rule" cannot be the id of a rule.'),
        ('id = "own-rule"\n', "", '5 rule[0]: "id" is missing.'),
        (
            HELD,
            '{ field = "restraint_used", chose = ["yes"] }',
            '7 rule[0].when.chose: "restraint_used" is asked by "chose"',
        ),
        (HELD, '{ field = "restraint_used", is = 1 }', "7 rule[0].when.is: This must be true or false"),
        (
            HELD,
            '{ noted = "that it was" }',
            "7 rule[0].when.noted: What somebody notes closes a duty and never opens one.",
        ),
        (HELD, "{ all = [] }", "7 rule[0].when.all: This list is empty."),
        (HELD, "{ all = 1 }", "7 rule[0].when.all: This must be a list, not the number 1."),
        (HELD, '"held"', "7 rule[0].when: This must be a condition."),
        (HELD, '{ some = "restraint" }', '7 rule[0].when: "where" is missing.'),
        (
            HELD,
            '{ some = "pets", where = { field = "summary", known = true } }',
            "7 rule[0].when.some: There is no group of the record",
        ),
        (HELD, '{ field = "occurred_at", after = "summary" }', '7 rule[0].when.after: "summary" is no time.'),
        (
            HELD,
            '{ field = "behavior", staff = true }',
            '7 rule[0].when.staff: "behavior" does not say what somebody is.',
        ),
        (
            HELD,
            '{ field = "restraint_used", is = true, known = true }',
            "7 rule[0].when: This asks is and known at once.",
        ),
        (HELD, '{ field = "restraint_used", is = true, who = 1 }', '7 rule[0].when.who: "who" is not known here.'),
        (
            HELD,
            '{ some = "support", where = { field = "support.offered_at", known = true } }',
            "7 rule[0].when: This looks at every support of the record, whomever it is about.",
        ),
        (
            HELD,
            '{ some = "restraint", where = { field = "restraint.person", about = true } }',
            "7 rule[0].when.where.about: The duty is not about a person.",
        ),
        (
            HELD,
            '{ some = "restraint", where = { field = "person.type", via = "restraint.began", staff = true } }',
            '7 rule[0].when.where.via: "restraint.began" names no item.',
        ),
        (
            HELD,
            '{ field = "restraint_used", plus = "students_present", is = true }',
            "7 rule[0].when.plus: Only numbers",
        ),
        ('owes = "administrator"', 'owes = "family"', '8 rule[0].owes: Nothing here is owed by "family".'),
        (
            'owes = "administrator"',
            'owes = "human-resources"',
            '8 rule[0].owes: "human-resources" may not read "restraint_used", and would never see this duty.',
        ),
        (
            "{ school_days = 1 }",
            "{ school_days = 0 }",
            "10 rule[0].due.school_days: This must be a whole number from 1",
        ),
        ("{ school_days = 1 }", "{ same_day = false }", "10 rule[0].due.same_day: This can only be true."),
        ("{ school_days = 1 }", "{ school_days = 1, hours = 1 }", "10 rule[0].due: This must name one unit."),
        (
            "{ school_days = 1 }",
            '{ school_days = 1, after = "summary" }',
            '10 rule[0].due.after: "summary" is no time.',
        ),
        ("{ school_days = 1 }", "3", "10 rule[0].due: This must say how long, not the number 3."),
        ("verify = true", "verify = false", "15 rule[0].verify: This can only be true."),
        ("verify = true", 'verified = { by = "us" }', '15 rule[0].verified: "on" is missing.'),
        (
            "verify = true",
            'verify = true\nlate = [{ tell = "family", after = { hours = 1 } }]',
            "16 rule[0].late[0].tell",
        ),
        (
            "verify = true",
            'verify = true\nlate = [{ tell = "district-person", after = { hours = 1 } }]',
            '16 rule[0].late[0].tell: "district-person" has no list at the school, so cannot be told what is late.',
        ),
        (
            "verify = true",
            'verify = true\nlate = [{ tell = "human-resources", after = { hours = 1 } }]',
            '16 rule[0].late[0].tell: "human-resources" may not read "restraint_used", so cannot be told of this duty.',
        ),
        ("verify = true", 'verify = true\nasks = ["anyone_hurt"]', '16 rule[0].asks[0]: "when" does not look at'),
        ("verify = true", 'verify = true\nreplaces = ["X"]', '16 rule[0].replaces[0]: "X" cannot be the id of a rule.'),
        ("Do it.", "Do it.\\u202e", "12 rule[0].says: This holds a character that cannot be shown."),
        ("Do it.", "x" * 401, "12 rule[0].says: This is 401 characters long."),
    ],
)
def test_a_mistake_names_its_line(old: str, new: str, says: str) -> None:
    found = changed(old, new)
    assert len(found) == 1, found
    assert found[0].startswith(says)


def test_a_condition_too_deep_or_a_file_too_long_is_refused() -> None:
    deep = '{ field = "restraint_used", is = true }'
    for _ in range(12):
        deep = f"{{ not = {deep} }}"
    assert "nested deeper than" in told(SET + rule(deep))[0]
    assert parse("#" * (RULES_FILE_CHARACTERS_MAX + 1)).mistakes[0].says.startswith("The file is longer")
    assert "nested deeper" in told(SET + rule("[" * 20_000))[0]


def test_lines_are_right_behind_comments_strings_and_tables_of_a_rule() -> None:
    text = (
        SET
        + """
[[rule]] # the first
# a comment with "quotes" and [brackets]
id = 'own-rule'   # another
"says" = \"\"\"Do
it.\"\"\"
owes = "administrator"
to = "nobodyy"
source = "a # b"
source_on = 2026-07-01
verify = true
due.school_days = 0

[rule.when]
field = "restraint_used"
is = "yes"

[rule.closed_by]
noted = ""
"""
    )
    # [rule.when] begins a table of its own in a file, and belongs to the rule above it
    assert [each.split(":")[0] for each in told(text)] == [
        "11 rule[0].to",
        "15 rule[0].due.school_days",
        "19 rule[0].when.is",
        "22 rule[0].closed_by.noted",
    ]


@pytest.mark.parametrize("name", ["neutral", "colorado", "district-example"])
def test_a_shipped_set_with_any_line_taken_out_is_read_or_refused_with_lines(name: str) -> None:
    lines = (RULES / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    for number in range(0, len(lines), 8):
        left = "\n".join(lines[:number] + lines[number + 1 :])
        parsed = parse(left)
        assert (parsed.rules is None) is bool(parsed.mistakes)
        assert all(1 <= each.line <= len(lines) and each.says and each.do for each in parsed.mistakes)


@given(some.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    parsed = parse(text)
    assert parsed.rules is None
    assert all(isinstance(each, Mistake) and each.line >= 1 for each in parsed.mistakes)


@given(some.text(alphabet="[]{}=\"'#,.\n abc1", max_size=60))
def test_any_text_within_a_rule_is_read_or_refused(text: str) -> None:
    assert parse(SET + rule() + text) is not None
