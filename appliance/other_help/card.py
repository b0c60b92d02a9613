"""Makes what is shown of help that is not police at a time, and of families at the door, in one language. Pure: the time is an argument."""

from datetime import datetime, tzinfo

import msgspec

from appliance.other_help import texts
from appliance.other_help.opening import changes_ms, is_open
from appliance.plan.hours import to_words
from appliance.plan.other_help import ALWAYS, Families, Helper
from appliance.plan.span import Hours
from appliance.supports.language import Both, Language, of_district

_DAYS = (("mon", "lun"), ("tue", "mar"), ("wed", "mié"), ("thu", "jue"), ("fri", "vie"), ("sat", "sáb"), ("sun", "dom"))


class HelpShown(msgspec.Struct, frozen=True, kw_only=True):
    """One helper as a person reads it. `open` is None while nobody knows what time it is. `when` says whether they can be called now, and
    until or from when. `may_be_said` has the shipped words, then what the district adds.
    """

    helper: Helper
    kind: str
    open: bool | None
    phone: str
    when: str
    how: str
    may_be_said: tuple[str, ...]


class FamiliesShown(msgspec.Struct, frozen=True, kw_only=True):
    """The card for families at the door. `told` has to whom, and what may be said; `doors` what the door means in each response."""

    wait: str
    meets: str
    told: tuple[tuple[str, str], ...]
    doors: tuple[tuple[str, str], ...]


def helpers_at(
    helpers: tuple[Helper, ...], wall_ms: int | None, zone: tzinfo, language: Language = Language.ENGLISH
) -> tuple[HelpShown, ...]:
    """Give all helpers: those who can be called now in the order of the plan, then the others by when they can be called again.

    `wall_ms` is None while nobody knows what time it is. Then all stand in the order of the plan, with their hours.
    """
    if wall_ms is None:
        return tuple(_shown(each, None, texts.CLOCK_UNKNOWN.within(language), language) for each in helpers)
    ordered: list[tuple[int, int, HelpShown]] = []
    for at, each in enumerate(helpers):
        now_open = is_open(each.hours, wall_ms, zone)
        changes = changes_ms(each.hours, wall_ms, zone)
        when = _when(now_open, changes, wall_ms, zone, language)
        later = 0 if now_open else wall_ms if changes is None else changes
        ordered.append((later, at, _shown(each, now_open, when, language)))
    return tuple(shown for _, _, shown in sorted(ordered, key=lambda each: each[:2]))


def families_shown(held: Families | None, language: Language = Language.ENGLISH) -> FamiliesShown:
    """Give the card for families at the door. What the plan does not say is said to be missing."""
    missing = texts.NOT_FILLED_IN.within(language)
    own = held.told if held is not None else ()
    return FamiliesShown(
        wait=of_district(held.wait, held.wait_es, language) if held is not None else missing,
        meets=of_district(held.meets, held.meets_es, language) if held is not None else missing,
        told=(
            *_pairs(texts.TOLD, language),
            *(
                (of_district(each.to, each.to_es, language), of_district(each.says, each.says_es, language))
                for each in own
            ),
        ),
        doors=_pairs(tuple(texts.BY_RESPONSE.values()), language),
    )


def hours_in_words(hours: tuple[Hours, ...], language: Language = Language.ENGLISH) -> str:
    """Write hours of the week, such as `mon-fri 07:30-16:00`; days in the language."""
    if hours == ALWAYS:
        return texts.ANY_HOUR.within(language)
    words = to_words(hours)
    if language is Language.SPANISH:
        for english, spanish in _DAYS:
            words = words.replace(english, spanish)
    return words


def _pairs(both: tuple[tuple[Both, Both], ...], language: Language) -> tuple[tuple[str, str], ...]:
    return tuple((first.within(language), second.within(language)) for first, second in both)


def _shown(helper: Helper, now_open: bool | None, when: str, language: Language) -> HelpShown:
    kind = texts.KINDS[helper.kind]
    own = of_district(helper.says, helper.says_es, language)
    if now_open is None:
        when = f"{when}: {hours_in_words(helper.hours, language)}"
    return HelpShown(
        helper=helper,
        kind=kind.title.within(language),
        open=now_open,
        phone=helper.phone or texts.NO_NUMBER.within(language),
        when=when,
        how=of_district(helper.how, helper.how_es, language),
        may_be_said=(kind.says.within(language), *((own,) if own else ())),
    )


def _when(now_open: bool, changes: int | None, wall_ms: int, zone: tzinfo, language: Language) -> str:
    if now_open:
        if changes is None:
            return f"{texts.NOW.within(language)}, {texts.ANY_HOUR.within(language)}"
        return (
            f"{texts.NOW.within(language)}, {texts.UNTIL.within(language)} {_clock(changes, wall_ms, zone, language)}"
        )
    closed = texts.CLOSED.within(language)
    return (
        closed
        if changes is None
        else f"{closed}, {texts.FROM.within(language)} {_clock(changes, wall_ms, zone, language)}"
    )


def _clock(at_ms: int, now_ms: int, zone: tzinfo, language: Language) -> str:
    """Write a time of today as `16:00`, and one of another day with its day: `tue 08:00`."""
    at, now = (datetime.fromtimestamp(each / 1000, zone) for each in (at_ms, now_ms))
    day = "" if at.date() == now.date() else f"{_DAYS[at.weekday()][language is Language.SPANISH]} "
    return f"{day}{at:%H:%M}"
