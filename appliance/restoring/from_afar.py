"""Holds `handbell restore --far`: finds the copy at the server that the seed names, and has it fetched. Knows no phrase."""

from datetime import UTC, datetime
from pathlib import Path

from appliance.api.restoring.fetching import KeptCopy
from appliance.restoring.fetching import Fetching
from appliance.restoring.own import own_box
from appliance.restoring.serving import NOBODY_FETCHES
from appliance.settings import Settings

NO_SERVER = "The seed of this box names no server that has a copy, or none lies there."


async def fetched_from_afar(fetching: Fetching, settings: Settings, box: bytes | None) -> Path | str:
    """Give the folder of the fetched copy, or say why there is none. `box`: one of several. Raises OSError."""
    own = own_box(settings)
    looked = await fetching.look(own)
    if looked is None:
        return NOBODY_FETCHES.says
    there = [each for each in looked.copies if each.far and not each.own]
    found = [each for each in there if box in (None, each.box)]
    if not found:
        return looked.says or NO_SERVER
    if len(found) > 1:
        return "\n".join(["Copies of several boxes lie there. Say which:", *map(_line, found)])
    fetched = await fetching.bring(found[0].building, found[0].box, found[0].where, own)
    if fetched is None:
        return NOBODY_FETCHES.says
    return fetching.copy if fetched.brought else fetched.says


def _line(copy: KeptCopy) -> str:
    written = datetime.fromtimestamp(copy.written_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return f"  --box {copy.box.hex()}  of building {copy.building.hex()}, written {written}"
