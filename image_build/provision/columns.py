"""Lists the columns of a list of buildings, and where the value of each stands in a seed. Data only."""

COLUMNS = (
    "name",
    "plan",
    "time_zone",
    "address",
    "gateway",
    "vlan",
    "main_for",
    "dns",
    "ntp",
    "buttons_vlan",
    "buttons_address",
    "phones_vlan",
    "phones_address",
    "pages_vlan",
    "pages_address",
    "pages",
    "pages_certificate",
    "telephone_secret",
    "telephone_ca",
    "sim_pin",
    "server",
    "ca",
    "office",
    "proxy",
    "recovery",
    "copy",
    "copy_host",
    "copy_user",
    "copy_path",
    "copy_host_key",
    "copy_key",
    "copy_ca",
    "copy_bucket",
    "copy_region",
    "desk",
    "serial_desk",
    "font",
    "accessible",
    "buttons",
    "ssh_keys",
)
"""`name` must be there. `plan`, `pages_certificate`, `telephone_secret`, `telephone_ca`, `sim_pin`, `ca`, `recovery`, `copy_key`,
`copy_ca`, `ssh_keys` name files and `buttons` a folder; they are looked for beside the list. `pages` has the addresses and names of pages
in browsers. `copy_host` is the endpoint of S3, `copy_user` the name of its key.
"""

FURTHER = ("buttons", "phones", "pages")
"""Further networks, in this order. Each has one column for its tag and one for its address."""

_PLACES = {
    "name": "name",
    "time_zone": "time_zone",
    "plan": "plan",
    "network.address.ip": "address",
    "network.address.gateway": "gateway",
    "network.address": "address",
    "network.vlan": "vlan",
    "network.for": "main_for",
    "network.dns": "dns",
    "network.ntp": "ntp",
    "district.server": "server",
    "district.ca": "ca",
    "district.office": "office",
    "district.proxy": "proxy",
    "district.token": "token",
    "district": "server",
    "recovery": "recovery",
    "copy.to": "copy",
    "copy.host": "copy_host",
    "copy.endpoint": "copy_host",
    "copy.user": "copy_user",
    "copy.key_id": "copy_user",
    "copy.path": "copy_path",
    "copy.host_key": "copy_host_key",
    "copy.key": "copy_key",
    "copy.secret": "copy_key",
    "copy.ca": "copy_ca",
    "copy.bucket": "copy_bucket",
    "copy.region": "copy_region",
    "copy": "copy",
    "screen.desk": "desk",
    "screen.serial_desk": "serial_desk",
    "screen.font": "font",
    "screen.accessible": "accessible",
    "screen": "desk",
    "buttons": "buttons",
    "pages": "pages",
    "pages.certificate": "pages_certificate",
    "ssh": "ssh_keys",
    "phones.secret": "telephone_secret",
    "phones.ca": "telephone_ca",
    "phones": "telephone_secret",
    "texts": "sim_pin",
}


def column_of(path: str, further: list[str]) -> str:
    """Return the column in which a path of a seed was written. `further` are the kinds of this row's further networks, in order."""
    if path.startswith("network.more["):
        number = path.removeprefix("network.more[").partition("]")[0]
        kind = further[int(number)] if number.isdigit() and int(number) < len(further) else FURTHER[0]
        return f"{kind}_address" if ".address" in path else f"{kind}_vlan"
    outer = path
    while outer:
        if outer in _PLACES:
            return _PLACES[outer]
        outer = outer[: max(outer.rfind("."), outer.rfind("["), 0)]
    return ""
