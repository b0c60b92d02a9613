"""Keeps the key and the certificate of pages on a box, in the folder of the process that serves them, and shows when the certificate ends.

request.key, request.csr   a request that waits for its answer
page.pem                   the key and the certificate in use, in one file, so that they always belong together
page.crt                   the certificate and its authority's, without the key, for whoever judges how long it lasts
said.txt                   what somebody must know of the certificate that the seed brought; there only while there is something
"""

import os
import pwd
from datetime import datetime
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.page_authority import files
from appliance.page_authority.authority_folder import pem
from appliance.page_authority.errors import PageError
from appliance.page_authority.judging import judge_answer
from appliance.page_authority.reading import read_answer, read_request, scope_certified, until_ms
from appliance.page_authority.scope import Scope
from appliance.page_authority.signing import make_request

REQUEST_KEY, REQUEST, IN_USE, SHOWN, SAID = "request.key", "request.csr", "page.pem", "page.crt", "said.txt"


class Shown(msgspec.Struct, frozen=True):
    """What anybody may know of the certificate in use: for which addresses and names, and when it or its authority ends (ms since the Unix
    epoch). `wrong`: why it cannot be read; then nothing else is known.
    """

    said: str = ""
    until_ms: int = 0
    wrong: str = ""


class PageFolder:
    """The folder of one box."""

    def __init__(self, path: Path) -> None:
        """Take the folder. Raises PageError where it is not there, or is another user's: that user could not read a key written here."""
        try:
            owner = path.stat().st_uid
        except OSError as wrong:
            raise PageError(
                f"There is no folder {path}. Name the folder of whoever serves pages: --data FOLDER"
            ) from wrong
        if owner != os.geteuid():
            raise PageError(f"{path} belongs to {_user(owner)}. Run this as that user.")
        self._path = path

    def request(self, scope: Scope) -> bytes:
        """Give a request for these addresses and names, PEM: the one that waits for its answer, if it is for the same, or a new one.

        A new request has a new key; one that was made before has no use any more. Raises PageError.
        """
        waiting = self._waiting()
        if waiting is not None and waiting[1] == scope:
            return files.read(self._path / REQUEST)
        key, request = make_request(scope)
        content = request.public_bytes(serialization.Encoding.PEM)
        (self._path / REQUEST).unlink(missing_ok=True)  # a request without its key is worth nothing
        files.replace(self._path / REQUEST_KEY, _key_pem(key), files.SECRET_MODE)
        files.replace(self._path / REQUEST, content, files.SHOWN_MODE)
        return content

    def scope_before(self) -> Scope | None:
        """Give the addresses and names of the certificate in use, None if there is none. Raises PageError."""
        if not (self._path / SHOWN).exists():
            return None
        return scope_certified(read_answer(files.read(self._path / SHOWN))[0])

    def take(self, answer: bytes, now: datetime) -> bool:
        """Use the certificate that an authority answered with. Return whether its authority is another than before, which every device
        must be given then. Raises PageError, and changes nothing, for what is not the answer to the request that waits.
        """
        certificate, authority = read_answer(answer)
        waiting = self._waiting()
        if self._uses(certificate) and (waiting is None or not self._shows(certificate)):
            # a power cut may have come after the key was written, and before the rest
            files.replace(self._path / SHOWN, pem(certificate) + pem(authority), files.SHOWN_MODE)
            if waiting is not None and waiting[0].public_key() == certificate.public_key():
                self._forget_request()
            return False
        if waiting is None:
            raise PageError("No request waits for an answer here. Make one: handbell page request --address ADDRESS")
        key, asked = waiting
        judge_answer(certificate, authority, key.public_key(), asked, now)
        before = self._authority_before()
        files.replace(self._path / IN_USE, _key_pem(key) + pem(certificate), files.SECRET_MODE)
        files.replace(self._path / SHOWN, pem(certificate) + pem(authority), files.SHOWN_MODE)
        self._forget_request()
        return before is not None and before != authority

    def uses(self, answer: bytes) -> bool:
        """Return whether this answer is the one in use already, and shown."""
        try:
            certificate = read_answer(answer)[0]
            return self._uses(certificate) and self._shows(certificate)
        except PageError:
            return False

    def tell(self, says: str) -> None:
        """Leave a sentence for whoever looks at the card; an empty one takes it away. Raises PageError."""
        if says:
            files.replace(self._path / SAID, f"{says}\n".encode(), files.SHOWN_MODE)
        else:
            (self._path / SAID).unlink(missing_ok=True)

    def _uses(self, certificate: x509.Certificate) -> bool:
        try:
            return x509.load_pem_x509_certificate(files.read_short(self._path / IN_USE)) == certificate
        except (OSError, ValueError, PageError):
            return False

    def _shows(self, certificate: x509.Certificate) -> bool:
        try:
            return read_answer(files.read_short(self._path / SHOWN))[0] == certificate
        except (OSError, PageError):
            return False

    def _forget_request(self) -> None:
        for each in (REQUEST, REQUEST_KEY):
            (self._path / each).unlink(missing_ok=True)

    def _authority_before(self) -> x509.Certificate | None:
        try:
            return read_answer(files.read_short(self._path / SHOWN))[1]
        except (OSError, PageError):
            return None

    def _waiting(self) -> tuple[ec.EllipticCurvePrivateKey, Scope] | None:
        """Give key, addresses and names of the request that waits; None if none waits whose key is whole."""
        try:
            request = read_request(files.read_short(self._path / REQUEST))
            key = serialization.load_pem_private_key(files.read_short(self._path / REQUEST_KEY), None)
        except (OSError, ValueError, TypeError, PageError):
            return None
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != request.key:
            return None
        return key, request.scope


def shown(folder: Path) -> Shown | None:
    """Give what the certificate in use says of itself; None if the box has none, or this user may not look. Never waits, raises nothing."""
    try:
        content = files.read_short(folder / SHOWN)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    except (OSError, PageError) as error:
        return Shown(wrong=str(error))
    try:
        certificate, authority = read_answer(content)
        return Shown(scope_certified(certificate).said, until_ms(certificate, authority))
    except PageError as error:
        return Shown(wrong=str(error))


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"the user {number}"
