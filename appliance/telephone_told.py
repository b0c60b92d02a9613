"""Tells the system where the plan in force has its phone system: a file beside the sockets. With it, units make the phones' network and
have phrases spoken anew. Decides nothing, and waits for nobody.
"""

import logging
from contextlib import suppress
from pathlib import Path

from appliance.phone_network.places import TELEPHONE
from appliance.phone_network.telephone_file import Telephone, written
from appliance.plan.document import digest, to_document
from appliance.plan.model import Plan

MODE = 0o644
"""No secret: the address of the PBX, and a digest."""

log = logging.getLogger("handbell.alert")


def tell_of_telephone(plan: Plan, run: Path) -> None:
    """Write the file in the folder of the sockets, or take it away. It is left alone where it says the same, since each change of it
    starts units. Raises nothing: calls need no telephone.
    """
    file, wanted = run / TELEPHONE, _file_of(plan)
    try:
        if wanted is None:
            file.unlink(missing_ok=True)
            return
        with suppress(FileNotFoundError):
            if file.read_bytes() == wanted:
                return
        # In memory, and written anew at each start: nothing of it has to survive a power cut.
        part = file.with_suffix(".part")
        part.write_bytes(wanted)
        part.chmod(MODE)
        part.replace(file)
    except OSError as error:
        log.error("the phones' network is not told of the plan: %s", error)


def _file_of(plan: Plan) -> bytes | None:
    way = plan.dialled
    if way is None:
        return None
    told = Telephone(pbx=way.pbx, port=way.at_port, transport=way.transport.value, plan=digest(to_document(plan)))
    return written(told)
