"""Lists words that point to one child or one adult, in English and Spanish, each with what to write instead. Data and patterns alone.

The lists hold words of which no statement needs one. A word with a second, harmless meaning stands here only together with what makes it
point to somebody: "art class", and never "art".
"""

import enum
import re

import msgspec

from appliance.communications.words import Language


class Tells(enum.StrEnum):
    """What a word would tell."""

    GRADE = "a grade or an age"
    ROOM = "a place in the school"
    SUBJECT = "a subject or a lesson"
    SEX = "a sex"
    PLAN = "what a student has or is given"


class Row(msgspec.Struct, frozen=True):
    """One pattern: what its words tell, and what to write instead, in a sentence."""

    pattern: re.Pattern[str]
    tells: Tells
    instead: str


def _row(tells: Tells, instead: str, *patterns: str, exact: bool = False) -> Row:
    """Make a row of patterns of whole words. `exact`: capital and small letters make a difference."""
    whole = rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)"
    return Row(re.compile(whole, 0 if exact else re.IGNORECASE), tells, instead)


_NTH = r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\d{1,2}(?:st|nd|rd|th)"
_NUMBER = r"\d{1,2}|k|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_LESSONS = r"class(?:es|room)?|lessons?|teachers?|periods?|department|students?|room"
_ALSO_SUBJECTS = (
    r"art|music|band|drama|theater|english|spanish|french|german|reading|writing|history|science|civics|shop|health"
)
_STUDENT = 'Write "a student".'
_SOMEBODY = 'Write "a student", "a member of staff" or "a person".'
_HERE = 'Write "at the school".'
_NO_LESSON = 'Leave it out, or write "during the school day".'
_STAYS = "Leave it out: it stays in the record."

_ENGLISH = (
    _row(
        Tells.GRADE,
        _STUDENT,
        rf"(?:{_NTH})[ -]grad(?:e|er|ers)",
        rf"grades?[ -](?:{_NUMBER})",
        r"kindergart(?:en|ner|ners|eners?)",
        r"pre-?k",
        r"preschool(?:er|ers)?",
        r"fresh(?:man|men)",
        r"sophomores?",
        r"(?:junior|senior)s?(?= (?:class|student|students|year))",
        r"\d{1,2}[ -]years?[ -]olds?",
        r"(?:aged?|age of) \d{1,2}",
    ),
    _row(
        Tells.ROOM,
        _HERE,
        r"(?:class|art |music |locker |rest|bath)?rooms? (?:no\.? ?|number )?[a-z]{0,2}-?\d+\w*",
        rf"(?:{_NTH}|ground|upper|lower) floor",
        r"gym(?:nasium)?",
        r"cafeteria",
        r"lunch ?room",
        r"playground",
        r"(?:rest|bath|locker ?|resource ?|music ?|art ?)rooms?",
        r"library",
        r"hallways?",
        r"stair(?:s|case|well)",
        r"portable \w*\d\w*",
    ),
    _row(
        Tells.SUBJECT,
        _NO_LESSON,
        r"math(?:s|ematics)?",
        r"algebra|geometry|calculus|biology|chemistry|physics",
        r"social studies|language arts|home economics|phys(?:ical)?\.? ed(?:ucation)?|p\. ?e\.",
        r"choir|orchestra|marching band",
        rf"(?:{_ALSO_SUBJECTS}) (?:{_LESSONS})",
        rf"(?:{_NTH}) (?:period|hour)",
    ),
    _row(Tells.SEX, 'Write "they", "them" or "their".', r"s?he|him|her|his|hers|himself|herself|he/she|s/he"),
    _row(
        Tells.SEX,
        _SOMEBODY,
        r"(?:school)?(?:boy|girl)s?",
        r"(?:fe)?males?",
        r"(?:wo)?m[ae]n",
        r"lad(?:y|ies)|gentlem[ae]n|guys?",
        r"(?:grand)?(?:son|daughter)s?",
        r"(?:step)?(?:brother|sister)s?",
    ),
    _row(Tells.SEX, 'Write "a parent" or "the family".', r"(?:grand|step)?(?:mother|father)s?", r"moms?|dads?"),
    _row(Tells.SEX, "Leave the title out.", r"(?:Mr|Mrs|Ms)\b\.?", r"Miss(?= [A-Z])", exact=True),
    _row(
        Tells.PLAN,
        _STAYS,
        r"ieps?|504 plans?|section 504",
        r"special[ -]ed(?:ucation)?|special needs",
        r"behaviou?r (?:support |intervention )?plans?",
        r"disabilit(?:y|ies)|disabled",
        r"autis(?:m|tic)|adhd",
        r"emotionally disturbed|mental(?:ly)? ill(?:ness)?",
        r"medications?|diagnos(?:is|ed|es)",
        r"suspen(?:ded|sion|sions)|expel(?:led)?|expulsions?",
    ),
)

_NTH_ES = (
    r"primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|sext[oa]|s[ée]ptim[oa]|octav[oa]|noven[oa]|d[ée]cim[oa]"
    r"|und[ée]cim[oa]|duod[ée]cim[oa]|\d{1,2}(?:[.]?[ºª°oa])?"
)
_ALUMNADO = 'Write "una persona del alumnado".'
_PERSONA = 'Write "una persona", "del alumnado" or "del personal".'
_ESCUELA = 'Write "en la escuela".'
_JORNADA = 'Leave it out, or write "durante la jornada escolar".'

_SPANISH = (
    _row(
        Tells.GRADE,
        _ALUMNADO,
        rf"(?:{_NTH_ES}) (?:grado|año)",
        r"grados? \d{1,2}",
        r"k[íi]nder(?:garten)?|preescolar(?:es)?|p[áa]rvulos?",
        r"jard[íi]n (?:de (?:niños|infantes|infancia)|infantil)",
        r"de \d{1,2} años",
    ),
    _row(
        Tells.ROOM,
        _ESCUELA,
        r"(?:aula|sal[óo]n|cuarto|sala)s? (?:n[úu]mero |no?\.? ?)?[a-z]{0,2}-?\d+\w*",
        rf"(?:{_NTH_ES}) piso|planta (?:baja|alta)",
        r"gimnasio|cafeter[íi]a|comedor|biblioteca|baños?|vestuarios?|pasillos?|escaleras?",
        r"patio(?: de recreo)?",
    ),
    _row(
        Tells.SUBJECT,
        _JORNADA,
        r"matem[áa]ticas|[áa]lgebra|geometr[íi]a|biolog[íi]a",
        r"estudios sociales|educaci[óo]n f[íi]sica|coro|orquesta",
        r"(?:clase|lecci[óo]n|maestr[oa]|profesora?|docente) de (?!la\b|las\b|los\b)\w+",
    ),
    _row(Tells.SEX, _PERSONA, r"él|ella|aquél(?:la)?"),
    _row(
        Tells.SEX,
        _PERSONA,
        r"(?:el|la|un|una|este|esta|ese|esa|dicho|dicha) (?:estudiante|docente|menor|joven|adolescente|paciente)",
        r"niñ[oa]s?|muchach[oa]s?|chic[oa]s?|jovencit[oa]s?",
        r"alumn[oa]|maestr[oa]|profesora?|empleada|trabajadora",
        r"hij[oa]|herman[oa]s?|niet[oa]s?",
        r"var[óo]n(?:es)?|hembras?|hombres?|mujer(?:es)?|caballeros?|damas?",
        r"señor(?:a|ita)?|sr|sra|srta",
    ),
    _row(Tells.SEX, 'Write "la familia".', r"(?:madre|padre|mam[áa]|pap[áa]|abuel[oa])"),
    _row(
        Tells.PLAN,
        _STAYS,
        r"iep|pei|plan(?:es)? 504|secci[óo]n 504|plan(?:es)? de (?:conducta|comportamiento)",
        r"educaci[óo]n especial|necesidades especiales",
        r"discapacidad(?:es)?|discapacitad[oa]s?|autis(?:mo|ta)s?|tdah",
        r"medicamentos?|diagn[óo]stic[oa]s?|diagnosticad[oa]s?",
        r"suspendid[oa]s?|suspensi[óo]n|expulsad[oa]s?|expulsi[óo]n",
    ),
)

ROWS = {Language.ENGLISH: _ENGLISH, Language.SPANISH: _SPANISH}
"""Language → its rows."""


def _listed(text: str) -> frozenset[str]:
    """Give the words of a text."""
    return frozenset(text.split())


WHERE_PEOPLE_CALL = frozenset(
    {"office", "front office", "main office", "school office", "the office", "entrance", "main entrance"}
)
"""Names of rooms that a statement may say: families are told to call there or to come there."""

NO_NAMES = _listed(
    "a an and the of not known unknown nobody somebody new old other student students teacher teachers sub substitute para aide"
    " parent parents mother father mom dad guardian aunt uncle family families school nurse office front main desk principal vice"
    " assistant coach officer doctor dr mr mrs ms miss sr sra jr ii iii staff security counselor custodian district of by phone"
    " de la las los del el y e un una alumno estudiante maestra maestro familia escuela directora director"
)
"""Words that stand where names are typed, and are no names."""

ALSO_WORDS = _listed(
    "will may mark grace hope faith joy young green brown white black gray long short day days case art rich bill grant page hall price"
    " rose dean law best good rivers river summer april june august love bell king cook law sky star stone hill field fields woods"
    " reed bird banks bush camp chance chase close cross early east west north south english french german gay grant hand head"
    " holiday house hunt land lane major miles moody noble paris park parks pope power powers rice self sharp small smart snow"
    " speed strong sweet tell waters way wise wood worth"
    " an as at be by do go ha he hi ho if in is it la me my no of on or so to up us we"
    " al da de di en es le lo mi ni se si su te ti tu un va ve ya yo dos mas paz luz mar sol cruz rosa leon rey reyes flores santos casas"
    " campos iglesias guerra blanco rubio bueno justo domingo julio abril angel dolores esperanza consuelo socorro salvador mercedes"
)
"""Names that are also words or months, in English or Spanish, without accents. Such a name counts only where it has a capital letter and
does not begin a sentence.
"""
