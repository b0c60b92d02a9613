"""Which proxy stands before the district: the setting, else what the environment says. Opens no connection."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import proxy_bypass


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy asked to CONNECT. `url` may hold a name and password and is shown to nobody; `shown` is."""

    url: str

    @property
    def shown(self) -> str:
        """Host and port; other words where the address is none, for this is said while something else went wrong."""
        try:
            parts = urlsplit(self.url)
            return f"{parts.hostname}:{parts.port or 80}"
        except ValueError:
            return "whose address cannot be read"


def completed(text: str) -> str:
    """A proxy's address with its http://. Raises ValueError, without the address, which may hold a password."""
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
    """The proxy to reach `server` (a URL) by: `setting`, else HTTPS_PROXY unless NO_PROXY names the host; None goes straight."""
    if setting:
        return Proxy(setting)
    host = urlsplit(server).hostname or ""
    named = os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy")
    if not named or proxy_bypass(host):
        return None
    return Proxy(named if "://" in named else f"http://{named}")
