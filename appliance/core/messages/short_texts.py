"""Writes the texts that go to telephones: what happened, where, since when, and how to answer; in the language of the person. Pure.

A text stays on a telephone that others may read, and a carrier keeps it. So it names no student and nobody who called, and holds no words
that somebody typed at a desk. It fits in 160 characters of GSM 7 bit with the usual names of rooms; a longer one goes in parts.
"""

import msgspec

from appliance.core.board import Board
from appliance.core.ground.incident import Incident
from appliance.core.ground.messages import Spoken
from appliance.core.ground.place import UNKNOWN, Place, title
from appliance.core.messages.addresses import address_of, told
from appliance.plan.messages import Language
from appliance.plan.model import Kind
from appliance.words.kinds import KINDS

TEXT_CHARACTERS = 160
"""A text message has so many (3GPP TS 23.040: 140 octets of 7 bit). What does not fit is counted."""

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The letters of 3GPP TS 23.038, 6.2.1, that take one place each. One letter beside them leaves 70 characters for a whole text."""

_PLAIN = str.maketrans("áíóúÁÍÓÚ‘’“”–—", "aiouAIOU''\"\"--")


class TextWords(msgspec.Struct, frozen=True, kw_only=True):
    """The words of texts in one language. None of them holds HELP or AYUDA: who sends a text back whole calls for nobody."""

    drill: str
    sent: str
    unverified: str
    kinds: dict[Kind, str]
    unknown: str
    see_desk: str
    call: str
    calls: str
    more: str
    answer: str
    no_code: str
    test: str


WORDS = {
    Language.EN: TextWords(
        drill="DRILL. ",
        sent="You are sent. ",
        unverified="UNVERIFIED. ",
        kinds={kind: words.title for kind, words in KINDS.items()},
        unknown=UNKNOWN,
        see_desk="ask a desk where",
        call="Call {number}, {time}.",
        calls="{many} CALLS. ",
        more="And {many} more.",
        answer=" Reply 1 {code} going, 2 {code} there, 0 {code} cannot.",
        no_code=" Answer at a desk.",
        test="TEST. This is no call: Handbell makes sure once a month that it reaches you here. There is nothing to do.",
    ),
    Language.ES: TextWords(
        drill="SIMULACRO. ",
        sent="Vaya usted. ",
        unverified="SIN CONFIRMAR. ",
        kinds={
            Kind.EMERGENCY: "EMERGENCIA",
            Kind.MEDICAL: "EMERGENCIA MEDICA",
            Kind.ASSIST: "SE NECESITA UN ADULTO",
            Kind.TAP_OUT: "RELEVO",
        },
        unknown="lugar desconocido",
        see_desk="pregunte en un puesto",
        call="Llamada {number}, {time}.",
        calls="{many} LLAMADAS. ",
        more="Y {many} más.",
        answer=" Responda 1 {code} voy, 2 {code} llegué, 0 {code} no puedo.",
        no_code=" Responda en un puesto.",
        test="PRUEBA. No es una llamada: Handbell comprueba una vez al mes que le avisa en este teléfono. No hay nada que hacer.",
    ),
}


def language_of(board: Board, spoken: Spoken) -> Language:
    """Give the language in which a message is written for its person."""
    person, to = told(board, spoken.person), address_of(board, spoken)
    ways = () if person is None else person.message_ways
    return next((each.language for each in ways if (each.by, each.to) == (spoken.way, to)), Language.EN)


def short_text(
    board: Board, incident: Incident, spoken: Spoken, language: Language, also: list[Incident] | None = None
) -> str:
    """Write the text of a message about an open call. `also`: it speaks of these calls too; None if it speaks of the one alone."""
    words = WORDS[language]
    begins = words.drill if incident.drill is not None else ""
    if also is not None:
        begins += words.calls.format(many=len(also) + 1)
    elif any(each.person == spoken.person for each in incident.sent):
        begins += words.sent
    ends = words.answer.format(code=spoken.code) if spoken.code else words.no_code
    first = (
        f"{begins}{_what(board, incident, words)}. {words.call.format(number=incident.number, time=_time(incident))}"
    )
    return as_gsm(_with_others(board, first, also or [], words, ends).replace(", .", "."))


def test_text(language: Language) -> str:
    """Write the monthly test, which no person may take for a call."""
    return as_gsm(WORDS[language].test)


def as_gsm(text: str) -> str:
    """Give the text without accents and marks that GSM 7 bit lacks, if this is enough to write it so; else as it was."""
    plain = text.translate(_PLAIN)
    return plain if GSM.issuperset(plain) else text


def _with_others(board: Board, begun: str, also: list[Incident], words: TextWords, ends: str) -> str:
    """Add as many of the other calls as fit, and count those that do not."""
    text = begun
    for at, each in enumerate(also):
        left = len(also) - at - 1
        more = f"{text} {_what(board, each, words)}."
        counted = f" {words.more.format(many=left)}" if left else ""
        if len(more) + len(counted) + len(ends) > TEXT_CHARACTERS:
            return f"{text} {words.more.format(many=left + 1)}{ends}"
        text = more
    return f"{text}{ends}"


def _what(board: Board, incident: Incident, words: TextWords) -> str:
    caller = incident.source.called_by
    unverified = words.unverified if caller is not None and caller.unverified else ""
    return f"{unverified}{words.kinds[incident.kind]}: {_where(board, incident.place, words)}"


def _where(board: Board, place: Place, words: TextWords) -> str:
    """Give the name that the plan has. Words that somebody typed are left out, and of a hint only the room stays."""
    if place.room is not None or place.area is not None:
        return title(place, board.index)
    said = words.see_desk if place.words else words.unknown
    near = None if place.near is None else board.index.rooms.get(place.near)
    return said if near is None else f"{said} ({near.name}?)"


def _time(incident: Incident) -> str:
    """Give the time of day of the call in the building, such as 10:42; "" while the clock is not trusted."""
    minute = incident.raised.week_minute
    return "" if minute is None else f"{minute // 60 % 24:02}:{minute % 60:02}"
