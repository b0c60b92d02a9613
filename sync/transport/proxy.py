"""Finds the proxy between us and the district: from the setting, else from the environment. Opens no connection."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import proxy_bypass


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy that is asked to CONNECT. `url` may hold a name and password, so people see only `shown`."""

    url: str

    @property
    def shown(self) -> str:
        """Give host and port, or words where the address is invalid: the caller is telling of another error, and must not fail here."""
        try:
            parts = urlsplit(self.url)
            return f"{parts.hostname}:{parts.port or 80}"
        except ValueError:
            return "whose address cannot be read"


def completed(text: str) -> str:
    """Give a proxy's address with its http://. Raises ValueError; its text leaves the address out, because that may hold a password."""
    url = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(url)
        good = bool(parts.hostname) and parts.port != 0 and parts.scheme in {"http", "https"}
    except ValueError:
        good = False
    if not good or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError(
            "not a proxy's address: it is http://[NAME:PASSWORD@]HOST:PORT, and in the password / is written %2F, ? %3F and # %23"
        )
    return url


def proxy_for(server: str, setting: str = "") -> Proxy | None:
    """Give the proxy to reach `server` (a URL) by: `setting`, else HTTPS_PROXY unless NO_PROXY names the host. None: no proxy."""
    if setting:
        return Proxy(setting)
    host = urlsplit(server).hostname or ""
    named = os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy")
    if not named or proxy_bypass(host):
        return None
    return Proxy(named if "://" in named else f"http://{named}")
