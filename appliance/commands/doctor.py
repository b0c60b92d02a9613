"""Holds `handbell doctor`: one page about this box for whoever keeps it. Asks the daemon and looks around it; changes nothing."""

import argparse
import asyncio
import json
import os
import platform
import pwd
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

from appliance.doctor import asking, files, machine, telephones, units
from appliance.doctor.facts import Seen, Told, Untold
from appliance.doctor.finding import exit_code
from appliance.doctor.judging import judged
from appliance.doctor.page import data, page
from appliance.health.telling import installed_version
from appliance.page_authority.page_folder import shown
from appliance.plan.timezone import timezone_named
from appliance.settings import Settings


def main(arguments: list[str]) -> int:
    """Say on one page what is well, what wants a look, what is broken and what would fail next.

    Returns the exit code: 0 all seen and well; 1 something wants a look or could not be seen; 2 something is broken.
    """
    asked = _parser().parse_args(arguments)
    settings = Settings(data=asked.data, run=asked.run)
    seen = _seen(settings, asked.uplink)
    told = asyncio.run(asking.told(settings, seen.desk))
    findings = judged(seen, told)
    zone = timezone_named(told.board.timezone) if isinstance(told, Told) else None
    here = datetime.fromtimestamp(seen.wall_ms / 1000, UTC).astimezone(zone)
    about = (_building(told), platform.node() or "without a name", here)
    if asked.json:
        print(json.dumps(data(findings, *about), indent=2, ensure_ascii=False))  # noqa: T201
    else:
        print("\n".join(page(findings, *about)))  # noqa: T201
    return exit_code(findings)


def _seen(settings: Settings, uplink: Path) -> Seen:
    return Seen(
        wall_ms=time.time_ns() // 1_000_000,
        user=_user(),
        root_word=_root_word(),
        version=installed_version(),
        desk=files.socket_file(settings.desk_socket),
        feed=files.socket_file(settings.feed_socket),
        data=files.data_folder(settings),
        disk=machine.disk(settings.data),
        clock=machine.clock(),
        power=machine.power(),
        enrolment=files.enrolment(uplink),
        units=units.units(),
        ports=machine.listening(),
        seed=files.seed(),
        pages=shown(settings.pages),
        telephone=telephones.telephone(settings.run),
        phrases=telephones.phrases(settings.run),
    )


def _building(told: Told | Untold) -> str:
    return told.board.building if isinstance(told, Told) else ""


def _root_word() -> str | None:
    if os.geteuid() == 0:
        return ""
    return "sudo " if shutil.which("sudo") else None


def _user() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return f"#{os.geteuid()}"


def _parser() -> argparse.ArgumentParser:
    default = Settings()
    parser = argparse.ArgumentParser(
        prog="handbell doctor",
        description="Says on one page how this box is. Changes nothing.",
        epilog="Exit code: 0 all is seen and well, 1 something wants a look or could not be seen, 2 something is broken.",
    )
    parser.add_argument("--json", action="store_true", help="the same for programs, with names that stay")
    parser.add_argument("--data", type=Path, default=default.data, help="the box's data folder (default: %(default)s)")
    parser.add_argument("--run", type=Path, default=default.run, help="folder of its sockets (default: %(default)s)")
    parser.add_argument(
        "--uplink", type=Path, default=files.UPLINK_DATA, help="the uplink's own folder (default: %(default)s)"
    )
    return parser
