"""Troubles of the modem for texts. A modem that does not work is one of them, and no `way-lost` beside it."""

from appliance.words.troubles.row import TroubleWords, When

_MEANWHILE = "Until then no text goes out or comes in; desks, sounders and other ways go on."

MODEM_MISSING = TroubleWords(
    "modem-missing",
    f"See whether its plug is in, and whether the port in the plan is its own. {_MEANWHILE}",
    when=When.NOW,
    comes_and_goes=True,
    says="The modem for texts is not there.",
)
MODEM_SILENT = TroubleWords(
    "modem-silent",
    "The box starts it anew by itself. If that does not help within five minutes, unplug it, wait ten seconds and plug it in. "
    f"{_MEANWHILE}",
    when=When.NOW,
    comes_and_goes=True,
    says="The modem for texts does not answer.",
)
MODEM_SIM = TroubleWords(
    "modem-sim",
    "Take its SIM card out and look at it. Put it into a telephone: end its lock there with the PIN or the PUK of the carrier, and set the "
    f"PIN off; or give the box the right PIN by a new seed. Then put it back. {_MEANWHILE}",
    when=When.NOW,
    comes_and_goes=True,
    says="The SIM card of the modem does not work.",
)
MODEM_NO_CELL = TroubleWords(
    "modem-no-cell",
    "See whether its antenna is on, put it near a window or on a longer cable, and ask the carrier whether the card is in use. "
    f"{_MEANWHILE}",
    when=When.NOW,
    comes_and_goes=True,
    says="The modem for texts has no cell.",
)
MODEM_WEAK = TroubleWords(
    "modem-weak",
    "Texts still go. Put its antenna near a window or on a longer cable, before a call needs it.",
    when=When.TODAY,
    comes_and_goes=True,
    says="The modem for texts hardly hears its cell.",
)
TEXTS_FLOODED = TroubleWords(
    "texts-flooded",
    "Those that do nothing are no longer recorded or shown one by one. Calls for help ring, and answers with their code act, as before; "
    "but further numbers that are nobody's here share one call. "
    "Look at the unread texts for the number, and ask the carrier to block it.",
    comes_and_goes=True,
    says="More texts come than people write.",
)
MODEM_FULL = TroubleWords(
    "modem-full",
    "Put its SIM card into a telephone and delete what is stored there: the box deletes only texts that came and are recorded.",
    when=When.NOW,
    comes_and_goes=True,
    says="The store of the modem is full, so no text comes in.",
)
