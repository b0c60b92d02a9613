"""Says what a notice asks, in English and in Spanish. Data alone."""

from typing import Final

import msgspec

from appliance.exports.document import Spanish, Text


class Label(msgspec.Struct, frozen=True):
    """One label: in English, and the same in Spanish."""

    english: str
    spanish: str


class Paragraph(msgspec.Struct, frozen=True):
    """One paragraph: in English, and the same in Spanish."""

    english: str
    spanish: str

    def blocks(self, *, strong: bool = False) -> tuple[Text, Spanish]:
        """Give both paragraphs, one after the other."""
        return Text(self.english, strong), Spanish(self.spanish)


TITLE: Final = "Notice of an injury at work"
SUBTITLE: Final = "In writing, to the employer."

NAME: Final = Label("Who was hurt", "Persona lesionada")
POSITION: Final = Label("What they are at the school", "Su puesto en la escuela")
SCHOOL: Final = Label("School", "Escuela")
ADDRESS: Final = Label("Address of the school", "Dirección de la escuela")
EMPLOYER: Final = Label("Employer: the school district", "Empleador: el distrito escolar")
WHEN: Final = Label("Date and time of the injury", "Fecha y hora de la lesión")
PLACE: Final = Label("Place", "Lugar")
EXACTLY: Final = Label("Where exactly", "Dónde exactamente")
CAUSE: Final = Label("Who or what caused it", "Quién o qué la causó")
HOW: Final = Label("How it happened", "Cómo ocurrió")
IN_SHORT: Final = Label("In a few words", "En pocas palabras")
OBJECT: Final = Label("Object or substance that hurt them", "Objeto o sustancia que la causó")
BODY: Final = Label("Part or parts of the body", "Parte o partes del cuerpo")
NATURE: Final = Label("Kind of injury", "Tipo de lesión")
WITNESSES: Final = Label("Who saw or heard it", "Quién lo vio u oyó")
LATEST: Final = Label("Tenth day after the injury", "Décimo día después de la lesión")

STATEMENT: Final = Paragraph(
    "I give the employer notice that the person named here was hurt at work.",
    "Aviso al empleador de que la persona aquí nombrada se lesionó en el trabajo.",
)
ATTORNEY: Final = Paragraph(
    "A written notice is due within ten days of the injury (C.R.S. 8-43-102(1)(a)). To be confirmed by the district's attorney.",
    "El aviso escrito se entrega dentro de los diez días siguientes a la lesión (C.R.S. 8-43-102(1)(a)). "
    "Debe confirmarlo el abogado del distrito.",
)
NO_NAME: Final = Paragraph(
    "This notice says “a student” for every student, and names none. Staff who saw or heard it are named. Write it so by hand as well.",
    "Este aviso dice «un estudiante» por cada estudiante y no nombra a ninguno. Nombra al personal que lo vio u oyó. "
    "Escríbalo así también a mano.",
)
READ_IT: Final = Paragraph(
    "Read it before you sign. The box knows the names in the record. It knows no nickname, and no student who is not in the record.",
    "Léalo antes de firmar. El sistema conoce los nombres del registro. No conoce apodos ni a estudiantes que no están en él.",
)
LEFT_EMPTY: Final = Paragraph(
    "Where a line is empty, nobody wrote it in the record, or it was destroyed, or whoever printed this may not read it. Write it by hand.",
    "Si una línea está vacía, nadie lo escribió en el registro, se destruyó, o quien imprimió esto no puede leerlo. Escríbalo a mano.",
)
LEFT_OUT: Final = Paragraph(
    "Words that somebody wrote freely are left out here, because a student may be in the record whose name this page cannot look for.",
    "Aquí se omiten palabras escritas libremente, porque en el registro puede haber un estudiante cuyo nombre no se puede buscar.",
)
ANYBODY: Final = Paragraph(
    "The person who was hurt signs, or anybody who signs for them. One of the two signatures is enough.",
    "Firma la persona lesionada, o cualquiera que firme por ella. Basta una de las dos firmas.",
)
STAMP: Final = Paragraph(
    "By the same law, the employer stamps the date and time at which this came, and gives a stamped copy back within seven days.",
    "Según la misma ley, el empleador sella la fecha y hora de recepción, y devuelve una copia sellada dentro de siete días.",
)
COUNTS: Final = Paragraph(
    "A printout proves nothing. The notice is given when the stamped copy is there: write its date and time into the record, "
    "under “Stamped notice”.",
    "Una hoja impresa no prueba nada. El aviso queda entregado con la copia sellada: anote su fecha y hora en el registro.",
)
