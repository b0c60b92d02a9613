"""The words of the paper for somebody who was sent home, in English and Spanish. Data alone."""

from appliance.supports.language import Both

TITLE = Both("For you at home, after an incident", "Para usted en casa, después de un incidente")
FOR_WHOM = Both(
    "This paper takes the place of your own page at the school. You need no computer and no code.",
    "Este papel reemplaza su propia página en la escuela. No necesita computadora ni código.",
)
CALL = Both("Call this number", "Llame a este número")
ON_THE_TELEPHONE = (
    Both(
        "Ask what was done for you, and what is not done yet. Tick it below.",
        "Pregunte qué se hizo por usted, y qué falta por hacer. Márquelo abajo.",
    ),
    Both(
        "Ask who has read the record of the incident. An administrator of the school can look this up.",
        "Pregunte quién leyó el registro del incidente. La dirección de la escuela puede consultarlo.",
    ),
    Both(
        "Never tell anybody the code on your receipt. Nobody needs it to help you.",
        "No diga a nadie el código de su comprobante. Nadie lo necesita para ayudarle.",
    ),
)
DONE = Both("What was done for you", "Lo que se hizo por usted")
DONE_HOW = Both("Tick one box in each line.", "Marque una casilla en cada línea.")
ANSWERS = (Both("done", "hecho"), Both("not done", "sin hacer"), Both("I do not want it", "no lo quiero"))
ACCOUNT = Both("Your account, if you did not tell it yet", "Su relato, si todavía no lo contó")
ACCOUNT_HOW = Both(
    "Write what you saw and heard, in order. Names are not needed: write “the student”. Give this page to your point of contact, or "
    "have somebody bring it. It is typed into the record word for word, and you get a receipt.",
    "Escriba lo que vio y oyó, en orden. No hacen falta nombres: escriba «el estudiante». Entregue esta página a su persona de "
    "contacto, o pida a alguien que la lleve. Se copia al registro palabra por palabra, y usted recibe un comprobante.",
)
WHICH = (
    Both("Date and time", "Fecha y hora"),
    Both("Where it was", "Dónde fue"),
    Both("Number of the record", "Número del registro"),
)
WHAT_HAPPENED = Both("What happened, in your own words", "Qué pasó, con sus propias palabras")
WHO_SIGNS = Both("You, or whoever writes for you", "Usted, o quien escribe por usted")
