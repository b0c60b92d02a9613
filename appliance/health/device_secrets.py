"""Gives doors and wires the secrets by which devices prove themselves; an unusable secret becomes a trouble. Opens no file."""

from collections.abc import Callable

from appliance.core.ground.words import Cause
from appliance.plan.ids import KeyId
from appliance.vault.credentials import Credentials
from appliance.vault.errors import VaultError
from appliance.words.troubles import CREDENTIAL_UNUSABLE


class DeviceSecrets:
    """Reads devices' secrets; one per daemon. One device's key must not end the daemon: what is wrong with it is raised as a trouble, and
    the device is heard no more.
    """

    def __init__(self, credentials: Credentials, report: Callable[[Cause, str | None], None]) -> None:
        self._credentials = credentials
        self._report = report

    def proof(self, key: KeyId) -> bytes | None:
        """Give the secret by which a device proves itself; None if there is none, or none that will do."""
        return self._usable(key, self._credentials.proof)

    def token(self, key: KeyId) -> bytes | None:
        """Give the secret of a known address; the code for the address says whether it is long enough."""
        return self._usable(key, self._credentials.get)

    def _usable(self, key: KeyId, read: Callable[[KeyId], bytes | None]) -> bytes | None:
        try:
            secret, why = read(key), None
        except VaultError as error:
            secret, why = None, str(error)
        self._report(Cause(CREDENTIAL_UNUSABLE.word, key), why)
        return secret
