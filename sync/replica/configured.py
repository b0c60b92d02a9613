"""Writes the text of Litestream's settings. Pure.

The text is JSON, which is valid YAML and needs no quoting by hand. Both databases are copied only when we ask (`monitor-interval`): wraps
must be at the target before the entries that need them.
"""

import msgspec

NEVER = "8760h"  # Litestream has no word for never: a year
SNAPSHOT_EVERY = "24h"
KEPT_FOR = "24h"  # how long history is kept
SHUTDOWN = "2s"  # instead of 30 s: a target that hangs must not delay the end


class Database(msgspec.Struct, frozen=True):
    """A database's path, and where its copy goes (`Target.litestream`)."""

    path: str
    goes: dict[str, object]


def settings_text(databases: tuple[Database, ...], control: str) -> bytes:
    """Give the text of the file. It may hold a password, so only we may read it."""
    return msgspec.json.encode(
        {
            "shutdown-sync-timeout": SHUTDOWN,
            "snapshot": {"interval": SNAPSHOT_EVERY, "retention": KEPT_FOR},
            "l0-retention": "5m",
            "socket": {"enabled": True, "path": control, "permissions": 0o600},
            "logging": {"type": "json", "level": "warn", "stderr": True},
            "dbs": [
                {
                    "path": each.path,
                    "busy-timeout": "5s",
                    "monitor-interval": NEVER,
                    "replica": {**each.goes, "sync-interval": "1s"},
                }
                for each in databases
            ],
        }
    )
