"""Says which phrases must be recorded for a plan. Pure; knows no voice and no file."""

from collections.abc import Iterable, Iterator, Mapping

from appliance.plan.messages import Language
from appliance.plan.model import Plan, given
from appliance.plan.phone_book import phone_book
from appliance.speech.clips import LANGUAGES, ClipId, Phrase, fixed, hashed, named
from appliance.speech.names import spoken, spoken_as
from appliance.speech.sentences import fixed_words


def phrases_of(plan: Plan) -> dict[ClipId, Phrase]:
    """Give every phrase that may be said while this plan holds, by the id of its clip; none where it has no phone system. A name that no
    voice can say has no clip. People are named only where the plan has a telephone of theirs, from which they may call.
    """
    if plan.dialled is None:
        return {}
    every = (phrase for language in LANGUAGES for phrase in (*_fixed(language), *_of_plan(plan, language)))
    return {phrase.clip: phrase for phrase in every if phrase.text}


def sentence_of(row: Iterable[ClipId], phrases: Mapping[ClipId, Phrase]) -> str:
    """Give what a row of clips says, as it is spoken. A clip without a phrase says nothing."""
    return " ".join(phrases[clip].text for clip in row if clip in phrases)


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
            yield Phrase(hashed(language, "instead", area.instead), Language.EN, spoken(area.instead))
    for phone in given(plan.shared_phones):
        yield Phrase(named(language, "phone", phone.phone), *spoken_as(phone.name, language))
    callers = frozenset(phone_book(plan).people.values())
    for person in plan.people:
        if person.person in callers:
            yield Phrase(named(language, "person", person.person), Language.EN, spoken(person.name))
