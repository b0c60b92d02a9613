"""Makes an office whose store has a record, opened as for a command, but without the wait for a passphrase."""

import argparse
from pathlib import Path

from sync.office.folder import Folder
from sync.office.office import Office
from sync.office.readers.roles import Role
from sync.office.readers.user import User
from tests.sync.office.building import NAME, NOW_MS, Desk, given


async def office_of(desk: Desk, folder: Path, role: Role | None = None) -> Office:
    """Make an office with what the desk's building wrote. `role` is the role of the user who opened it; None where there are no users."""
    desk.takes(await given(desk.box, desk.signer))
    if role is not None:
        desk.keyring.users, desk.keyring.opened_by = (User("anna", role, b"", NOW_MS),), "anna"
    return Office(Folder(folder), desk.keyring, desk.store)


def asked(what: str, number: int = 1, **more: object) -> argparse.Namespace:
    """Make the arguments as the parser gives them."""
    return argparse.Namespace(what=what, building=NAME, number=number, **more)
