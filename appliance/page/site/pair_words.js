// The words of the page on which a browser is paired.

export const PAIR = {
  en: {
    "pair-title": "Pair this browser", "pair-now": "Pair", code: "Code",
    "pair-how": "Ask a desk to open a window for this page. It lasts two minutes. Type its code of eight letters and digits.",
    "paired-as": "This browser is paired as {id}. Another pairing takes the place of that one.",
    "code-short": "The code has eight letters and digits.", pairing: "Pairing. One moment.", done: "Paired.",
    "no-box": "The box does not answer. Try again in a moment.", "no-key": "This browser cannot make or keep a key. Try another browser.",
    "no-pair": "No desk holds a window open now, or the code is not right. Ask the desk to begin again.",
    "too-many": "Too many codes were tried from here. Wait half a minute.",
    "forgets-title": "Browsers that forget",
    "forgets-why": "The key is kept in this browser alone. A browser that forgets it calls no more. Do not pair:",
    "forgets-private": "a private or incognito window,", "forgets-guest": "a guest profile, or a managed guest session,",
    "forgets-kiosk": "a kiosk or a shared computer that clears its data,", "forgets-exit": "a browser that is set to delete its data when it is closed.",
    unkept: "This browser may delete the key when its disk is full. Ask IT to allow this site to keep its data.",
  },
  es: {
    "pair-title": "Vincular este navegador", "pair-now": "Vincular", code: "Código",
    "pair-how": "Pida a un puesto que abra una ventana para esta página. Dura dos minutos. Escriba su código de ocho letras y cifras.",
    "paired-as": "Este navegador está vinculado como {id}. Otra vinculación lo sustituye.",
    "code-short": "El código tiene ocho letras y cifras.", pairing: "Vinculando. Un momento.", done: "Vinculado.",
    "no-box": "La caja no responde. Inténtelo de nuevo en un momento.", "no-key": "Este navegador no puede crear o guardar una clave. Pruebe otro.",
    "no-pair": "Ningún puesto tiene una ventana abierta, o el código no es correcto. Pida al puesto que empiece de nuevo.",
    "too-many": "Se probaron demasiados códigos desde aquí. Espere medio minuto.",
    "forgets-title": "Navegadores que olvidan",
    "forgets-why": "La clave se guarda solo en este navegador. Un navegador que la olvida ya no llama. No vincule:",
    "forgets-private": "una ventana privada o de incógnito,", "forgets-guest": "un perfil o una sesión de invitado,",
    "forgets-kiosk": "un quiosco o una computadora compartida que borra sus datos,", "forgets-exit": "un navegador que borra sus datos al cerrarse.",
    unkept: "Este navegador puede borrar la clave si su disco está lleno. Pida a informática que este sitio pueda guardar sus datos.",
  },
};
