"""Holds `handbell alert --dry-run`: checks whether the daemon would start here. Looks at keys, record, plan and addresses; changes
nothing.
"""

import socket
import time

from appliance.doors.listening import bind_tcp
from appliance.logbook.identity import newest_writer
from appliance.logbook.recovery import LOGBOOK_NAME
from appliance.logbook.start import open_logbook
from appliance.settings import Address, Settings
from appliance.vault import folders
from appliance.vault.vault import Vault


async def rehearse(settings: Settings) -> int:
    """Print what a start would find; returns 0 when the daemon could start, 1 when it could not."""
    lines, ready = await _record(settings)
    listening = {f"{family} buttons": where for family, where in settings.buttons.items()}
    if settings.webhook is not None:
        listening["webhook"] = settings.webhook
    for name, where in listening.items():
        says = _address(where)
        ready &= says == "free"
        lines.append(f"{name} on {where.host} port {where.port}: {says}")
    if not settings.run.is_dir():
        lines.append(f"sockets: the folder {settings.run} does not exist; make it, owned by the user that runs this")
        ready = False
    print("\n".join([*lines, "ready to start" if ready else "NOT ready to start"]))  # noqa: T201
    return 0 if ready else 1


async def _record(settings: Settings) -> tuple[list[str], bool]:
    if not (settings.logbook / LOGBOOK_NAME).exists():
        if settings.keys.exists():  # provisioned, and never started
            folders.check_folder(settings.keys)
        return [f"no record in {settings.logbook} yet: a first start makes keys and record there"], True
    vault = Vault.open(settings.keys, newest_writer(settings.logbook), mends=False)
    logbook, remembered = await open_logbook(
        settings.logbook, vault, wall_ms=time.time_ns() // 1_000_000, set_aside=False
    )
    try:
        lines = [each.says for each in vault.mended]
        lines += [f"record: {logbook.kept[0]} entries", *remembered.troubles, *remembered.unreadable]
        opened = {type(fact.event).__name__ for fact in remembered.facts}
        lines.append(
            "plan: adopted" if "PlanAdopted" in opened else "plan: none adopted yet; calls will ring as unplaced"
        )
        return lines, True
    finally:
        await logbook.close(sign=False)


def _address(where: Address) -> str:
    try:
        bound: socket.socket = bind_tcp(where.host, where.port)
    except OSError as error:
        return str(error)
    bound.close()
    return "free"
