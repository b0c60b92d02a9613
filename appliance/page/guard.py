"""Judges each request before anything else does: who is asked for (Host), by which site (Origin, Sec-Fetch-Site). Gives every answer the
headers that keep other sites out. Pure.

There is no cookie: what a browser may do hangs on what it signs. So a strange site has nothing of ours to send along.
"""

import ipaddress
from collections.abc import Collection, Mapping

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; media-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), usb=(), serial=()",
    "Server": "Handbell",
}
WRONG_HOST = "This address or name is not in the certificate of these pages."
STRANGE_SITE = "Another site asked for this. Only pages of this box may."


def why_not(
    method: str, path: str, headers: Mapping[str, str], hosts: Collection[str], scheme: str = "https"
) -> tuple[int, str] | None:
    """Give the status and the sentence with which a request is refused; None if it may go on.

    `hosts`: the addresses and names of the certificate. A site that leads its own name to our address (DNS rebinding) asks for a host that
    is not among them.
    """
    host = headers.get("Host", "")
    if host_of(host) not in hosts:
        return 421, WRONG_HOST  # RFC 9110, section 15.5.20
    origin, site = headers.get("Origin"), headers.get("Sec-Fetch-Site")
    if origin is not None and origin.lower() != f"{scheme}://{host.lower()}":
        return 403, STRANGE_SITE
    if method == "POST":
        return (403, STRANGE_SITE) if origin is None or site not in {None, "same-origin"} else None
    opened = headers.get("Sec-Fetch-Mode") == "navigate" and headers.get("Sec-Fetch-Dest") == "document"
    # a link on another site may open a page: a page by itself tells nothing, and cannot be framed
    harmless = site in {None, "same-origin", "none"} or (opened and path != "/events")
    return None if harmless else (403, STRANGE_SITE)


def host_of(header: str) -> str:
    """Give the address or name of a Host header, without port and brackets, as `Certificate.hosts` has it; empty if it is none."""
    host = header.lower()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return host.rstrip(".")
