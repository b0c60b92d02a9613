// The words of a wall board, in both languages.

export const WALL = {
  en: {
    title: "Board", wings: "Wings", pair: "Pair this browser", starting: "Connecting", practice: "Practice",
    calm: "Quiet", call: "Somebody calls for help", "on-the-way": "Help is on the way", unknown: "Not known", elsewhere: "Place not known",
    "all-calm": "Nobody calls.", "some-call": "Help is wanted.", "some-helped": "Help is on the way.",
    stale: "This board may be wrong.", "stale-says": "Ask at the office.", since: "No news for {seconds} s.",
    tab: "This board is open in another tab.", "tab-says": "Close one of them.",
    forgot: "This browser is not paired.", "forgot-says": "Ask a desk for a code, and pair it.",
    over: "This board was retired.", "over-says": "Ask a desk for a code, and pair it again.",
  },
  es: {
    title: "Tablero", wings: "Alas", pair: "Vincular este navegador", starting: "Conectando", practice: "Práctica",
    calm: "Tranquilo", call: "Alguien pide ayuda", "on-the-way": "La ayuda va en camino", unknown: "No se sabe", elsewhere: "Lugar desconocido",
    "all-calm": "Nadie llama.", "some-call": "Se necesita ayuda.", "some-helped": "La ayuda va en camino.",
    stale: "Este tablero puede estar equivocado.", "stale-says": "Pregunte en la oficina.", since: "Sin noticias desde hace {seconds} s.",
    tab: "Este tablero está abierto en otra pestaña.", "tab-says": "Cierre una de las dos.",
    forgot: "Este navegador no está vinculado.", "forgot-says": "Pida un código en un puesto y vincúlelo.",
    over: "Este tablero fue retirado.", "over-says": "Pida un código en un puesto y vincúlelo de nuevo.",
  },
};
