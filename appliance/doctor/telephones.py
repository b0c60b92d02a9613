"""Reads what the daemon tells the system of the phone system, and which phrases are spoken for it. Judges nothing."""

from pathlib import Path

from appliance.doctor.facts import Phrases
from appliance.phone_network.places import TELEPHONE
from appliance.phone_network.telephone_file import Telephone, TelephoneFileError, read
from appliance.settings import Settings
from appliance.voice.folder import FolderError, read_manifest
from appliance.voice.making import State

SPOKEN = Settings().phrases
"""Where the box keeps its phrases (systemd/handbell-phrases.service)."""


def telephone(run: Path) -> str | None:
    """Give the address of the phone system; None if the plan in force has none. `run` is the folder of the sockets."""
    found = _told(run)
    return None if found is None else found.pbx


def phrases(run: Path, spoken: Path = SPOKEN) -> Phrases | None:
    """Count the phrases of the plan in force; None if none is there, or if nobody may look."""
    found = _told(run)
    if found is None:
        return None
    try:
        manifest = read_manifest(spoken / found.plan)
    except FolderError:
        return None
    return Phrases(len(manifest.clips), manifest.count(State.NOT_PROVED), manifest.count(State.NOT_MADE))


def _told(run: Path) -> Telephone | None:
    try:
        return read(run / TELEPHONE)
    except TelephoneFileError:
        return None
