"""The shipped words of a door card, in English and Spanish. Data alone. Telephones and places are the plan's; what the lamp says in English
stands in the legend of the labels (`appliance.door_cards.legend`), so that a card and a label never say two things.
"""

from appliance.core.calls.lamps import Lamp
from appliance.plan.model import Kind
from appliance.supports.language import Both

HOW_TO_CALL = Both("How to call from here", "Cómo pedir ayuda desde aquí")
THE_LAMP = Both("What the lamp says", "Lo que dice la luz")
IF_NOT = Both("If it does not work", "Si no funciona")
REPERCUSSIONS = Both("No repercussions", "Sin represalias")
TESTED = Both("Last walk test", "Última prueba del botón")

GESTURES: dict[str, Both] = {
    "help": Both("Press the button", "Pulse el botón"),
    "hold": Both("Hold the button for 2 seconds", "Mantenga el botón 2 segundos"),
    "medical": Both("Press the medical button", "Pulse el botón médico"),
    "tap-out": Both("Press the tap-out button", "Pulse el botón de relevo"),
}
"""What a person does with each contact. The names are those of `appliance.plan.devices.CONTACTS`, without *safe*."""

OTHER_CONTACT = Both("Press the button “{}”", "Pulse el botón «{}»")
"""A contact to which the district gave a name of its own."""

WISHES: dict[Kind, Both] = {
    Kind.TAP_OUT: Both("a break or cover", "un descanso o relevo"),
    Kind.ASSIST: Both("help", "ayuda"),
    Kind.MEDICAL: Both("medical help", "ayuda médica"),
    Kind.EMERGENCY: Both("an emergency", "una emergencia"),
}
SAFE = Both(
    "Press the safe button, if somebody asks: we are safe. If a class comes to you: it is here",
    "Pulse el botón «safe», si preguntan: estamos a salvo. Si viene una clase: está aquí",
)

ANYBODY = Both(
    "Anybody may press: teachers, substitutes, aides, visitors. No name and no code are needed.",
    "Cualquiera puede pulsar: maestros, sustitutos, asistentes, visitantes. No se pide nombre ni código.",
)
AGAIN = Both(
    "Press again if you still need help. A press never starts a lockdown.",
    "Pulse otra vez si todavía necesita ayuda. Pulsar nunca inicia un cierre de emergencia.",
)
LOCKDOWN = Both(
    "In a lockdown the lamp is dark on purpose: a press still calls.",
    "En un cierre de emergencia la luz está apagada a propósito: pulsar todavía pide ayuda.",
)
"""A lamp without light means otherwise that there is no power. In a lockdown it would show that somebody is in the room."""
CARRIED = Both(
    "If you carry the pendant “{}”: {}", "Si lleva el botón portátil «{}»: {}"
)  # the duty, then what to do with it
NO_BUTTON = Both("There is no button in this room. Phone {}", "En esta sala no hay botón. Llame al {}")
QUIET = Both("The button makes no sound here. Look at its lamp.", "El botón no suena aquí. Mire su luz.")

LAMP_SPANISH: dict[Lamp, tuple[str, str]] = {
    Lamp.READY: ("derecha: un destello débil a veces", "Listo."),
    Lamp.SENDING: ("las dos parpadean a la vez", "Enviando: espere 5 segundos."),
    Lamp.RECEIVED: ("izquierda y derecha se turnan", "Recibido, y está sonando."),
    Lamp.ACKNOWLEDGED: ("derecha parpadea despacio", "Una persona tiene su llamada."),
    Lamp.ON_THE_WAY: ("derecha queda encendida", "La ayuda viene en camino."),
    Lamp.NOT_DELIVERED: ("izquierda parpadea rápido", "NO entregado: ¡llame por teléfono!"),
    Lamp.OUT_OF_SERVICE: ("izquierda: dos destellos débiles a veces", "Fuera de servicio: llame por teléfono."),
    Lamp.CLASS_COMING: ("izquierda queda encendida, con breve pausa", "Viene una clase a esta sala."),
    Lamp.TEST: ("las dos parpadean dos veces, y pausa", "Prueba: no llama a nadie."),
}
"""What each lamp looks like, and what that means."""

DARK_SPANISH = ("Sin corriente: llame por teléfono.", "ninguna luz")
"""What it means when no light is lit, and what that looks like: in the order of `DARK`."""

SILENT_SPANISH = (
    "Sin luz ni sonido: no puede ver si su pulsación se oyó.",
    "Nadie puede decirle que la ayuda viene. Pulse otra vez, o llame por teléfono, si no viene nadie.",
    "No cubre este lugar: sepa dónde está el teléfono más cercano.",
)
"""What people must know before they press a button that cannot be told anything: in the order of `SILENT`."""

PHONE = Both(
    "Not delivered, no light, or nobody comes: phone {}", "No entregado, sin luz, o no viene nadie: llame al {}"
)
DIAL = Both("This room's telephone: dial {}, and listen", "El teléfono de esta sala: marque {} y escuche")
TEXT = Both("By text: HELP and the room, to {}", "Por mensaje de texto: AYUDA y la sala, al {}")
DANGER = Both("Danger to life: call 911. Say: {}", "Peligro de muerte: llame al 911. Diga: {}")
