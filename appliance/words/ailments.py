"""Lists what a way of messages may say of its own device: the rows of its troubles. Pure; knows no way and no device."""

from collections.abc import Mapping

from appliance.words.troubles import MODEM_FULL, MODEM_MISSING, MODEM_NO_CELL, MODEM_SILENT, MODEM_SIM, MODEM_WEAK
from appliance.words.troubles.row import TroubleWords

OF_MODEM = (MODEM_MISSING, MODEM_SILENT, MODEM_SIM, MODEM_NO_CELL, MODEM_FULL, MODEM_WEAK)
"""What the modem for texts may say, the worst first (`hardware/modem/health.py`)."""

AILMENTS: Mapping[str, TroubleWords] = {row.word: row for row in OF_MODEM}
"""By word, of all ways."""
