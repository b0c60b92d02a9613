"""What is owed to an educator and by them, in words for their own page, in English and Spanish. Pure."""

from collections.abc import Iterable
from datetime import tzinfo
from typing import NamedTuple

from appliance.api.records.own_duty import OwnDuty
from appliance.core.ground.moment import at
from appliance.duties.parties import Party
from appliance.flows.duties.naming import PARTIES
from appliance.supports.language import Both, Language
from appliance.supports.texts import LEGAL

_PARTIES_ES = {
    Party.ADMINISTRATOR: "la administración de la escuela",
    Party.LEAD: "quien dirige el equipo",
    Party.OFFICE: "la oficina",
    Party.NURSE: "la enfermera",
    Party.MENTAL_HEALTH: "el personal de salud mental",
    Party.POINT_OF_CONTACT: "la persona de contacto",
    Party.HUMAN_RESOURCES: "la oficina de recursos humanos",
    Party.SPECIAL_EDUCATION: "la oficina de educación especial",
    Party.REPORTER: "quien lo contó",
    Party.EDUCATOR: "el docente",
    Party.PERSON_CONCERNED: "la persona afectada",
    Party.TELLER: "quien lo dice",
    Party.TOLD: "a quien se le dice",
    Party.EVERYBODY: "quienes estaban allí",
    Party.STUDENT: "el estudiante",
    Party.FAMILY: "la familia",
    Party.DISTRICT_PERSON: "la persona nombrada por el distrito",
    Party.PLAN_TEAM: "el equipo del plan del estudiante",
    Party.INSURER: "la aseguradora",
    Party.LAW_ENFORCEMENT: "la policía",
    Party.COMMUNICATIONS: "quien habla por el distrito",
}
_YOU = Both("You", "Usted")
_OPEN = Both("Not done yet", "Aún no se ha hecho")
_OVERDUE = Both("Not done, and overdue", "No se ha hecho, y el plazo pasó")
_DONE_ON = Both("Done on {day}", "Hecho el {day}")
_NO_DATE = Both("without a date", "sin fecha")


class OwnRow(NamedTuple):
    """One thing that is owed, in words: who owes what, by when, and how it stands."""

    what: str
    until: str
    stands: str


def own_rows(owed: Iterable[OwnDuty], language: Language, zone: tzinfo) -> tuple[OwnRow, ...]:
    """Give a row for each of these. The reason of a date is known in English alone, so in Spanish the day stands by itself."""
    return tuple(
        OwnRow(_what(each, language), _until(each, language, zone), _stands(each, language, zone)) for each in owed
    )


def party(who: Party, language: Language) -> str:
    """Name a party inside a sentence."""
    return PARTIES[who] if language is Language.ENGLISH else _PARTIES_ES[who]


def _what(duty: OwnDuty, language: Language) -> str:
    """`The point of contact: Offer medical care. (Our contract, 2026-07-01.)` It ends with where the rule is written, and whether somebody
    confirmed it. A rule of a district may have no Spanish: then its English stands there.
    """
    name = party(duty.owed_by, language)
    who = _YOU.within(language) if duty.owe else f"{name[:1].upper()}{name[1:]}"
    says = duty.says if language is Language.ENGLISH else duty.says_es or duty.says
    mark = "" if duty.verified else f" {LEGAL.within(language)}"
    return f"{who}: {says} ({duty.source}, {duty.source_on}.{mark})"


def _until(duty: OwnDuty, language: Language, zone: tzinfo) -> str:
    if duty.due is None:
        return _NO_DATE.within(language)
    if language is Language.ENGLISH:
        return " ".join([f"{duty.due.says}.", *duty.due.moved])
    return _day(duty.due.at_ms - 1, zone)  # what is due at the end of a day is due at the midnight after it


def _stands(duty: OwnDuty, language: Language, zone: tzinfo) -> str:
    if duty.done_ms is not None:
        return _DONE_ON.within(language).format(day=_day(duty.done_ms, zone))
    return (_OVERDUE if duty.overdue else _OPEN).within(language)


def _day(wall_ms: int, zone: tzinfo) -> str:
    return at(wall_ms, zone).date().isoformat()
