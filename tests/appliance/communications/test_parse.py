"""Tests reading a district's own file: it is taken whole, or every mistake is named with its line and what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from appliance.communications.parse import FILE_CHARACTERS_MAX, NEEDED, parse
from appliance.communications.words import Audience, Stage
from tests.appliance.communications.texts import text_of, told

HEAD = '[communications]\nname = "own"\ntitle = "Ours"\n'


def own(*, head: str = HEAD, drafts: str = "", more: str = "") -> str:
    """Write a whole file. `drafts` comes first, and so can spoil the file on lines that are known."""
    written = [head, drafts]
    written += [
        f'[[draft]]\nid = "d-{stage}-{audience}"\nstage = "{stage}"\naudience = "{audience}"\nabout = ["any"]\n'
        'en = ["Help came."]\nes = ["La ayuda llegó."]\nsource = "Our board"\nsource_on = 2026-08-01\n'
        for stage, audience in NEEDED
    ]
    written += [
        f'[[checklist]]\nstage = "{stage}"\nabout = ["any"]\nitems = [{{ en = "Act.", es = "Actúe." }}]\n'
        'source = "Our board"\nsource_on = 2026-08-01\n'
        for stage in Stage
    ]
    everybody = ", ".join(f'"{each}"' for each in Audience)
    written.append(
        f'[[speaker]]\ntitle = {{ en = "Head", es = "Jefatura" }}\nname = "Sam Rivera"\naudiences = [{everybody}]\n'
    )
    return "".join([*written, more])


def test_a_districts_own_file_names_the_person_who_speaks() -> None:
    guidance = parse(own()).guidance
    assert guidance is not None
    assert [each.called for each in guidance.speaking_to(Audience.PRESS)] == ["Sam Rivera, Head"]
    assert len(guidance.drafts) == len(NEEDED)


DRAFT = (
    '[[draft]]\nid = "x"\nstage = "now"\naudience = "press"\nabout = ["hurt"]\nen = ["{en}"]\nes = ["{es}"]\n'
    'source = "Our board"\nsource_on = 2026-08-01\n'
)


def draft(en: str = "Help came.", es: str = "La ayuda llegó.") -> str:
    return DRAFT.replace("{en}", en).replace("{es}", es)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            own(drafts=draft(en="The girl is well.")),
            'own.toml:9: draft[0].en[0]: "girl" tells a sex. Write "a student", "a member of staff" or "a person".',
        ),
        (
            own(drafts=draft(es="La estudiante está bien.")),
            'own.toml:10: draft[0].es[0]: "La estudiante" tells a sex. Write "una persona", "del alumnado" or'
            ' "del personal".',
        ),
        (
            own(drafts=draft(en="In {room}.")),
            'own.toml:9: draft[0].en[0]: "{room}" is no placeholder. Leave it out. These are known: {school}, {phone}, {day}'
            " and {speaker}.",
        ),
        (
            own(drafts=draft().replace('"now"', '"noon"')),
            'own.toml:6: draft[0].stage: There is no stage "noon". Known: now, same-day, after and asked.',
        ),
        (
            own(drafts=draft().replace('es = ["La ayuda llegó."]\n', "")),
            'own.toml:4: draft[0]: "es" is missing. Add it.',
        ),
        (
            own(drafts=draft().replace('"x"', '"X y"')),
            'own.toml:5: draft[0].id: "X y" cannot be the id of a draft. Use small letters, digits and -, at most 60:'
            " families-same-day.",
        ),
        (
            own(more=draft() + draft()),
            'own.toml:131: draft: "x" is the id of a draft already, on line 122. Change this one, or take it out.',
        ),
        (
            own(head=""),
            "own.toml:1: The file has no name. Begin it with [communications], its name and its title.",
        ),
        (
            own(more="[rule]\n"),
            'own.toml:122: rule: "rule" is no part of a file of communications. Write [communications] once, and [[checklist]],'
            " [[draft]] and [[speaker]] as often as needed.",
        ),
        (
            own().replace('"involved-family", "press"]', '"involved-family"]'),
            'own.toml:1: speaker: Nobody may speak to the press. Add a [[speaker]] with "press" among its audiences.',
        ),
        (
            own().replace('id = "d-asked-press"\nstage = "asked"', 'id = "d-asked-press"\nstage = "after"'),
            "own.toml:1: draft: There is no draft for the press, when the press asks, that serves for every incident. Add one with"
            ' stage = "asked", audience = "press", about = ["any"].',
        ),
        (
            own().replace('[[checklist]]\nstage = "after"', '[[checklist]]\nstage = "now"'),
            "own.toml:1: checklist: There is no checklist for every incident: what to do on the days after. Add one with"
            ' stage = "after", about = ["any"].',
        ),
    ],
)
def test_a_mistake_says_where_what_and_what_to_do(text: str, says: str) -> None:
    assert says in told(text)
    assert parse(text).guidance is None


PIECES = some.sampled_from(
    [
        *(
            "[communications]",
            "[[draft]]",
            "[[checklist]]",
            "[[speaker]]",
            'name = "x"',
            'stage = "now"',
            'audience = "press"',
        ),
        *(
            'about = ["any"]',
            'en = ["a"]',
            "es = [1, {}]",
            "items = [{ en = 1 }]",
            "title = 3",
            "source_on = 2026-08-01",
        ),
        *("id = [", '"""', "]", "}", "about = []", "audiences = [[]]", "name = {}", "= =", "\x00", "[draft]"),
    ]
)


@given(some.lists(some.one_of(PIECES, some.text(max_size=20)), max_size=20))
def test_any_text_is_read_and_each_mistake_has_a_line_of_it(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    parsed = parse(text)
    assert parsed.guidance is None, "no text of such pieces is whole"
    assert parsed.mistakes
    assert all(1 <= each.line <= text.count("\n") + 1 and each.says and each.do for each in parsed.mistakes)


def test_one_mistake_hides_no_other_one() -> None:
    text = own(
        drafts=draft(en="He came.")
        + "[[draft]]\nid = = 1\n"
        + draft(es="Ella vino.").replace('"x"', '"y"').replace("hurt", "threat")
    )
    lines = [each.line for each in parse(text).mistakes]
    assert lines == [9, 14, 21]


def test_where_a_draft_cannot_be_read_nobody_is_told_that_it_is_missing() -> None:
    text = own().replace('stage = "asked"\naudience = "press"', 'stage = "askd"\naudience = "press"')
    assert len(told(text)) == 1


def test_a_text_may_not_grow_without_end() -> None:
    assert "longer than" in told("#" * (FILE_CHARACTERS_MAX + 1))[0]
    many = own(drafts=draft().replace('en = ["Help came."]', f"en = [{', '.join(['"a"'] * 10)}]"))
    assert "own.toml:9: draft[0].en: There are 10 paragraphs. Use at most 9." in told(many)


def test_a_shipped_file_that_lost_its_name_is_refused() -> None:
    spoilt = told(text_of().replace("[communications]", "[comunications]"))
    assert [each.partition(": ")[2][:40] for each in spoilt] == [
        "The file has no name. Begin it with [com",
        'comunications: "comunications" is no par',
    ]
