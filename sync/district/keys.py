"""Makes a new district's keys, all of them or none: authority, server's certificate, receipt key. Knows nothing of what
they are used for.
"""

from collections.abc import Sequence
from datetime import datetime

from sync.district.authority import Authority, make_authority, make_receipt_key
from sync.district.folder import Folder, FolderError, make_folder
from sync.district.reckoning import BUILT_MS, moment
from sync.district.server_certificate import ServerCertificate, host_name


def init(folder: Folder, hosts: Sequence[str], now: datetime) -> None:
    """Make the keys. Raises FolderError where there are keys already."""
    for host in hosts:
        host_name(host)  # checked before anything is made
    make_folder(folder.data)
    make_folder(folder.keys)
    if any(folder.keys.iterdir()):
        raise FolderError(
            f"{folder.keys} has keys already. A second set would lock out every box enrolled so far; nothing was changed. "
            "Start the server: handbell district serve"
        )
    latest = max(now, moment(BUILT_MS))
    with folder.all_at_once() as beside:
        make_authority(beside, latest)
        ServerCertificate(beside, Authority(beside)).make(hosts, latest)
        make_receipt_key(beside)
