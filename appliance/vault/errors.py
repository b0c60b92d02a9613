"""Says what is wrong with the folder of secrets, and what to do. Never shows a secret."""

from pathlib import Path


class VaultError(Exception):
    """An error of the folder of secrets: `what` is wrong, `where`, and what to `do` about it."""

    def __init__(self, what: str, where: Path, do: str) -> None:
        super().__init__(f"{where}: {what}. {do}")
        self.what = what
        self.where = where
        self.do = do
