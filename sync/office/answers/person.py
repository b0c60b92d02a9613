"""Keeps the district person's own key, on that person's own machine, and opens answers with it. Asks nobody, knows no office and no store.

The key opens answers alone. No data key is ever wrapped for it, so it opens no record.
"""

from pathlib import Path

import msgspec

from appliance.envelope.answers import AnswerError, opened
from appliance.envelope.deposit import Recipient
from appliance.envelope.hybrid import PrivateKey
from sync.office import sealed_file
from sync.office.answers.counting import Opened
from sync.office.answers.paper import Kept
from sync.office.sealed_file import SecretError

PERSON_NAME = "person.key"
PURPOSE = "district person's key"


class _Kept(msgspec.Struct, frozen=True, array_like=True, tag="person-1"):
    name: str
    made_ms: int
    seed: bytes

    def __repr__(self) -> str:
        return f"_Kept(name={self.name!r})"


class Person:
    """The district person with their opened key."""

    def __init__(self, name: str, made_ms: int, key: PrivateKey) -> None:
        self.name = name
        self._made_ms = made_ms
        self._key = key

    @classmethod
    def init(cls, folder: Path, passphrase: str, name: str, now_ms: int) -> "Person":
        """Make the key. Raises SecretError where there is one already."""
        path = folder / PERSON_NAME
        if path.exists():
            raise SecretError(f"There is a key at {path}. Answers that are sealed for it open with no other one.")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = PrivateKey.generate()
        sealed_file.write(path, PURPOSE, passphrase, msgspec.msgpack.encode(_Kept(name, now_ms, key.seed)))
        return cls(name, now_ms, key)

    @classmethod
    def open(cls, folder: Path, passphrase: str) -> "Person":
        """Open the key's file. Raises SecretError."""
        kept = msgspec.msgpack.decode(sealed_file.read(folder / PERSON_NAME, PURPOSE, passphrase), type=_Kept)
        return cls(kept.name, kept.made_ms, PrivateKey.from_bytes(kept.seed))

    def recipient(self) -> Recipient:
        """Give the public half, as the notice names it."""
        return Recipient(self.name, self._key.public.raw, b"", self._made_ms)

    def opens(self, answers: tuple[Kept, ...]) -> tuple[list[Opened], list[str]]:
        """Open what can be opened, and say in sentences what cannot."""
        found: list[Opened] = []
        others = 0
        wrong: list[str] = []
        for each in answers:
            if each.reader != self._key.public.fingerprint:
                others += 1
                continue
            try:
                found.append(Opened(each, opened(each.sealed, self._key, each.place)))
            except AnswerError as error:
                wrong.append(f"An answer about record {each.number} of {each.name} {error}.")
        if others:
            wrong.append(
                f"{others:,} more {'is' if others == 1 else 'are'} sealed for another key: for whoever was named before or after you."
            )
        return found, wrong
