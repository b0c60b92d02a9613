"""Says which phrases must be recorded for a plan. Pure; knows no voice and no file."""

from collections.abc import Iterator

from appliance.plan.model import Plan
from appliance.speech.clips import LANGUAGES, ClipId, Language, Phrase, fixed, hashed, named
from appliance.speech.names import spoken, spoken_as
from appliance.speech.sentences import fixed_words


def phrases_of(plan: Plan) -> dict[ClipId, Phrase]:
    """Give every phrase that may be said while this plan holds, by the id of its clip. A name that no voice can say has none."""
    every = (phrase for language in LANGUAGES for phrase in (*_fixed(language), *_of_plan(plan, language)))
    return {phrase.clip: phrase for phrase in every if phrase.text}


def _fixed(language: Language) -> Iterator[Phrase]:
    for word, text in fixed_words(language).items():
        yield Phrase(fixed(language, word), language, text)


def _of_plan(plan: Plan, language: Language) -> Iterator[Phrase]:
    for room in plan.rooms:
        yield Phrase(named(language, "room", room.room), *spoken_as(room.name, language))
    for area in plan.areas:
        yield Phrase(hashed(language, "area", area.name), *spoken_as(area.name, language))
        if area.instead:
            # the plan's own words, which nobody translated
            yield Phrase(hashed(language, "instead", area.instead), "en", spoken(area.instead))
    for person in plan.people:
        yield Phrase(named(language, "person", person.person), "en", spoken(person.name))
