"""What a PIN opens, in words. Pure."""

from appliance.api import access
from appliance.api.contents import Content
from appliance.plan.model import Role

_OPENED = {"names": Content.NAMES, "notes": Content.NOTES}


def opened(roles: tuple[Role, ...]) -> str:
    """What a PIN shows on the board to somebody of these roles: `names and notes`, `names`, or nothing."""
    contents = access.proven(roles).contents
    return " and ".join(what for what, each in _OPENED.items() if each in contents)
