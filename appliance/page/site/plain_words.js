// The words of a page without encryption, in both languages. It promises nothing but that a press was sent.

export const PLAIN = {
  en: {
    title: "Classroom", calls: "Ways to call", assist: "Help", medical: "Medical", emergency: "Emergency",
    hold: "Hold for one second, or press Enter twice", again: "Press Enter once more.",
    phone: "If you press here, use the phone too.", "phone-says": "This page cannot tell whether anybody comes.",
    sending: "Sending", "sending-says": "Use the phone too.",
    sent: "Sent. Use the phone too.", "sent-says": "This page cannot tell whether anybody comes.",
    "not-sent": "Not sent: use the phone.", "no-page": "No page here: use the phone.",
    which: "In which room are you?", "which-says": "As it stands on the door, such as B204. Or use the phone.", open: "Open",
  },
  es: {
    title: "Aula", calls: "Maneras de llamar", assist: "Ayuda", medical: "Médica", emergency: "Emergencia",
    hold: "Mantenga pulsado un segundo, o pulse Intro dos veces", again: "Pulse Intro una vez más.",
    phone: "Si pulsa aquí, use también el teléfono.", "phone-says": "Esta página no puede decir si alguien viene.",
    sending: "Enviando", "sending-says": "Use también el teléfono.",
    sent: "Enviado. Use también el teléfono.", "sent-says": "Esta página no puede decir si alguien viene.",
    "not-sent": "No enviado: use el teléfono.", "no-page": "Aquí no hay página: use el teléfono.",
    which: "¿En qué aula está?", "which-says": "Como está en la puerta, por ejemplo B204. O use el teléfono.", open: "Abrir",
  },
};
