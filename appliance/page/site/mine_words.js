// The words around an educator's own page, in both languages. The page itself comes from the box in the language that was asked for.

export const MINE = {
  en: {
    title: "Your own page", asks: "Type what stands on your receipt.", number: "Number of the record", code: "Code, such as 7KQ2-M9XD",
    open: "Open", opening: "One moment.", close: "Close", print: "Print",
    leaves: "Nothing stays in this browser. The page closes when you leave it, and after five minutes without a key.",
    closed: "Closed. Nothing of it stays in this browser.",
    again: "Type number and code once more. The page then comes in English.",
    "not-a-number": "The number has digits only, as on your receipt.",
    "not-a-code": "A code has eight letters and digits, as on your receipt: 7KQ2-M9XD.",
    "opens-nothing": "This number and this code open nothing. Look at your receipt again.",
    wait: "Wait half a minute, then try again.", busy: "Others ask for their pages now. Try again in a moment.",
    away: "The box does not answer now. Try again in a moment, or ask at a desk.",
  },
  es: {
    title: "Su propia página", asks: "Escriba lo que está en su recibo.", number: "Número del registro", code: "Código, por ejemplo 7KQ2-M9XD",
    open: "Abrir", opening: "Un momento.", close: "Cerrar", print: "Imprimir",
    leaves: "Nada se queda en este navegador. La página se cierra cuando usted sale de ella, y tras cinco minutos sin pulsar una tecla.",
    closed: "Cerrada. Nada de ella se queda en este navegador.",
    again: "Escriba otra vez el número y el código. La página llega entonces en español.",
    "not-a-number": "El número tiene solo cifras, como en su recibo.",
    "not-a-code": "Un código tiene ocho letras y cifras, como en su recibo: 7KQ2-M9XD.",
    "opens-nothing": "Este número y este código no abren nada. Mire otra vez su recibo.",
    wait: "Espere medio minuto y vuelva a intentarlo.", busy: "Otras personas piden su página ahora. Inténtelo en un momento.",
    away: "La caja no responde ahora. Inténtelo en un momento, o pregunte en un puesto.",
  },
};
