// Has the words that the page of a desk says by itself, in English and Spanish. What the box draws is in English, as at its consoles. Pure data.

export const DESK = {
  en: {
    waiting: "Connecting to the box ...",
    lost: "The line to the box is lost. This screen is blind: use the phone.",
    since: "Nothing heard for {n} s. Calls that come in now do not show here. This page tries again every second.",
    open: "Open when the line was lost: call or go there now.",
    forgot: "This browser is not paired, or it forgot that it was. Ask another desk for a code.", pair: "Pair this browser",
    elsewhere: "This desk is open in another window.", "elsewhere-says": "Work there, and close this window. To work here, load this page again.",
    silent: "This page cannot sound yet. Touch it once.",
    keys: "Single keys: {is}", on: "on", off: "off", close: "Close", send: "Enter", here: "I am here: open this desk", more: "{n} more lines: type a part of a name.",
    "calls-more": "{n} more calls are open. Take those above first.",
  },
  es: {
    waiting: "Conectando con la caja ...",
    lost: "Se perdió la línea con la caja. Esta pantalla está ciega: use el teléfono.",
    since: "Nada oído desde hace {n} s. Las llamadas que entren ahora no se ven aquí. Esta página lo intenta cada segundo.",
    open: "Abiertas cuando se perdió la línea: llame o vaya ahora.",
    forgot: "Este navegador no está vinculado, o lo olvidó. Pida un código en otro puesto.", pair: "Vincular este navegador",
    elsewhere: "Este puesto está abierto en otra ventana.", "elsewhere-says": "Trabaje allí y cierre esta ventana. Para trabajar aquí, cargue de nuevo esta página.",
    silent: "Esta página aún no puede sonar. Tóquela una vez.",
    keys: "Teclas sueltas: {is}", on: "sí", off: "no", close: "Cerrar", send: "Intro", here: "Estoy aquí: abrir este puesto", more: "{n} líneas más: escriba parte de un nombre.",
    "calls-more": "{n} llamadas más están abiertas. Atienda primero las de arriba.",
  },
};
