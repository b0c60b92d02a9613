"""Tests the file that is shipped: every text is in both languages, has its source, and names nobody."""

import pytest

from appliance.communications.guidance import Draft
from appliance.communications.parse import NEEDED
from appliance.communications.placeholders import MEANS, placeholders
from appliance.communications.wording import check
from appliance.communications.words import About, Audience, Language, Stage
from tests.appliance.communications.texts import DRAFTS, shipped

DRAFTED = shipped().drafts


def test_one_file_is_shipped_and_it_has_no_mistake() -> None:
    assert [path.name for path in DRAFTS.iterdir()] == ["neutral.toml"]
    assert shipped().name == "neutral"


@pytest.mark.parametrize("draft", DRAFTED, ids=lambda draft: draft.draft)
def test_a_draft_has_a_source_and_as_many_paragraphs_in_each_language(draft: Draft) -> None:
    assert "Roadmap for district leaders" in draft.source.source
    assert draft.source.on.year == 2025
    assert draft.words.en.count("\n") == draft.words.es.count("\n") >= 1


@pytest.mark.parametrize("draft", DRAFTED, ids=lambda draft: draft.draft)
def test_a_draft_points_to_nobody_and_its_languages_have_the_same_placeholders(draft: Draft) -> None:
    used = {language: sorted(name for name, _ in placeholders(draft.words.of(language))) for language in Language}
    assert used[Language.ENGLISH] == used[Language.SPANISH]
    assert set(used[Language.ENGLISH]) <= set(MEANS)
    for language in Language:
        assert check(draft.words.of(language), language) == ()


@pytest.mark.parametrize(
    "draft", [each for each in DRAFTED if each.stage in {Stage.SAME_DAY, Stage.AFTER, Stage.ASKED}]
)
def test_what_is_not_said_at_once_names_who_says_it(draft: Draft) -> None:
    assert "speaker" in {name for name, _ in placeholders(draft.words.en)}


def test_checklists_ask_that_the_educator_and_the_family_see_it_and_that_a_person_approves() -> None:
    (same_day,) = shipped().checklist(Stage.SAME_DAY, About.ANY)
    said = " ".join(each.en for each in same_day.items)
    for step in ("affected educator", "involved family, in their language", "approve it who may speak"):
        assert step in said
    assert all(each.es and each.es != each.en for each in same_day.items)


def test_every_needed_draft_is_found_for_every_kind_of_incident() -> None:
    for stage, audience in NEEDED:
        for kind in About:
            found = shipped().draft(stage, audience, kind)
            assert found is not None
            assert kind in found.about or About.ANY in found.about


def test_a_kind_of_its_own_comes_before_the_general_one() -> None:
    drafts = shipped()
    hurt = drafts.draft(Stage.SAME_DAY, Audience.STAFF, About.HURT)
    assert hurt is not None
    assert hurt.draft == "staff-same-day-hurt"
    general = drafts.draft(Stage.SAME_DAY, Audience.STAFF, About.MEDICAL)
    assert general is not None
    assert general.draft == "staff-same-day"
    assert drafts.draft(Stage.ASKED, Audience.STAFF, About.ANY) is None
    assert len(drafts.checklist(Stage.NOW, About.BUILDING)) == 2
    assert len(drafts.checklist(Stage.NOW, About.HURT)) == 1


def test_who_may_speak_is_an_office_until_the_district_names_a_person() -> None:
    to_press = shipped().speaking_to(Audience.PRESS)
    assert [each.called for each in to_press] == ["Superintendent", "Communications officer of the district"]
    assert [each.called for each in shipped().speaking_to(Audience.STAFF)] == ["Superintendent", "Principal"]
