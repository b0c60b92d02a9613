"""An office whose store has a record, as it is opened for a command: no passphrase is waited for."""

import argparse
from pathlib import Path

from sync.office.folder import Folder
from sync.office.office import Office
from sync.office.readers.roles import Role
from sync.office.readers.user import User
from tests.sync.office.building import NAME, NOW_MS, Desk, given


async def office_of(desk: Desk, folder: Path, role: Role | None = None) -> Office:
    """With what the desk's building wrote. `role`: of who opened it; None where there are no users."""
    desk.takes(await given(desk.box, desk.signer))
    if role is not None:
        desk.keyring.users, desk.keyring.opened_by = (User("anna", role, b"", NOW_MS),), "anna"
    return Office(Folder(folder), desk.keyring, desk.store)


def asked(what: str, number: int = 1, **more: object) -> argparse.Namespace:
    """As the parser gives it."""
    return argparse.Namespace(what=what, building=NAME, number=number, **more)
