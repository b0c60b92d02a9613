"""Tests the cards of help that is not police and of families at the door, as they are printed and as they are heard."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.commands.plan import main
from appliance.exports.help_card import families_card, help_card
from appliance.exports.html import html
from appliance.exports.pdf import pdf
from appliance.exports.plain import plain
from appliance.other_help import texts
from appliance.plan.check_other_help import HELPERS_MAX, TOLD_MAX
from appliance.plan.hours import from_words
from appliance.plan.other_help import Families, Helper, HelpKind, ToldTo
from appliance.supports.language import Language
from tests.appliance.exports.pages import lines_of, words_of
from tests.appliance.test_adoption import sound_school

HELPERS = tuple(
    Helper(
        f"h{at}",
        kind,
        f"Helper {at}",
        "" if kind is HelpKind.FAMILY else f"720 555 01{at:02}",
        from_words("mon-fri 08:00-20:00"),
    )
    for at, kind in enumerate(HelpKind)
)
PLAN = replace(
    sound_school(), other_help=HELPERS, families=Families("The gym", "The counselor", "El gimnasio", "La consejera")
)


@pytest.mark.slow
@pytest.mark.parametrize("made", [help_card(PLAN, None, 0), families_card(PLAN, None, 0)], ids=["help", "families"])
def test_each_card_is_one_sheet_with_a_language_on_each_side(made) -> None:
    english, spanish = lines_of(pdf(made))
    assert english[0] in {texts.TITLE.en, texts.FAMILIES.en} and spanish[0] in {texts.TITLE.es, texts.FAMILIES.es}
    assert '<div lang="es">' in html(made)


def test_each_helper_stands_there_with_number_and_hours_in_either_language() -> None:
    english, spanish = (" ".join(plain(help_card(PLAN, each, 0)).split()) for each in Language)
    for each in PLAN.helpers:
        assert each.name in english and each.phone in english and each.name in spanish
    assert "mon-fri 08:00-20:00" in english and "lun-vie 08:00-20:00" in spanish
    assert "CLOSED" not in english, "paper knows no time"


def test_families_are_told_where_they_wait_and_what_the_plan_lacks_is_said() -> None:
    page = words_of(html(families_card(PLAN, None, 0)))
    assert "They wait: The gym" in page and "Esperan en: El gimnasio" in page
    without = " ".join(plain(families_card(sound_school(), Language.ENGLISH, 0)).split())
    assert f"They wait: {texts.NOT_FILLED_IN.en}" in without


@pytest.mark.slow
def test_the_longest_plan_that_is_sound_is_printed_whole() -> None:
    words = "word " * 48
    many = tuple(
        Helper(f"a{at}", HelpKind.OTHER, "n" * 60, "988", from_words("mon-fri 08:00-20:00"), words, words, words, words)
        for at in range(HELPERS_MAX)
    )
    told = tuple(ToldTo(f"group {at}", words, f"grupo {at}", words) for at in range(TOLD_MAX))
    crowded = replace(PLAN, other_help=many, families=Families(words, "m" * 60, words, "m" * 60, told))
    assert (
        sum(line.count("988") for page in lines_of(pdf(help_card(crowded, Language.ENGLISH, 0))) for line in page)
        >= HELPERS_MAX
    )
    on_paper = " ".join(line for page in lines_of(pdf(families_card(crowded, None, 0))) for line in page)
    assert all(f"group {at}" in on_paper and f"grupo {at}" in on_paper for at in range(TOLD_MAX))


@pytest.mark.parametrize(("what", "title"), [("other-help", texts.TITLE), ("families", texts.FAMILIES)])
def test_the_command_prints_them_from_a_plan_file(
    what: str, title: texts.Both, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, to = tmp_path / "plan.yaml", tmp_path / "card.html"
    assert main(["example"]) == 0
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main([what, str(file)]) == 0
    assert capsys.readouterr().out.startswith(title.en)
    assert main([what, str(file), "--language", "es"]) == 0
    assert capsys.readouterr().out.startswith(title.es)
    assert main([what, str(file), "-o", str(to)]) == 0
    assert title.en in to.read_text(encoding="utf-8") and title.es in to.read_text(encoding="utf-8")
    assert main([what, str(file), "-o", str(to)]) == 2
