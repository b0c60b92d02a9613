"""Reads what a plan file says about telephones and texts off a Sheet. `check_telephones` says what is wrong with what was read."""

from collections.abc import Callable

from appliance.plan.ids import PhoneId, ZoneId
from appliance.plan.marked import RawValue, Sheet
from appliance.plan.span import Hours
from appliance.plan.telephones import SharedPhone, Telephone, Texts, Transport

PORT_MAX = 65535
_IN_THE_SEED = "Take it out, and change it if anybody read it here. It belongs into the seed, section `{}`: a plan is printed and kept."
"""What to do about a secret in a plan file. Nobody should be led to write it beside another name."""
_SECRET = dict.fromkeys(("secret", "password"), _IN_THE_SEED.format("phones"))
_PIN = dict.fromkeys(("pin", "sim_pin", "puk"), _IN_THE_SEED.format("texts"))


def telephone(sheet: Sheet, raw: RawValue) -> Telephone:
    """Read the section `telephone`."""
    held = sheet.fields(raw, ("pbx", "extension"), ("port", "transport", "user"), _SECRET)
    return Telephone(
        pbx=sheet.text(held.get("pbx")),
        extension=sheet.text(held.get("extension")),
        port=_port(sheet, held["port"]) if "port" in held else 0,
        transport=_transport(sheet, held["transport"]) if "transport" in held else Transport.TLS,
        user=sheet.word(held["user"]) if "user" in held else "",
    )


def shared_phone(
    sheet: Sheet, raw: RawValue, hours: Callable[[Sheet, RawValue | None], tuple[Hours, ...]]
) -> SharedPhone:
    """Read one entry of `shared_phones`. `hours` reads hours of the week, as every section does."""
    held = sheet.fields(raw, ("id", "name", "extension", "zone"), ("hours",))
    return SharedPhone(
        phone=PhoneId(sheet.text(held.get("id"))),
        name=sheet.text(held.get("name")),
        extension=sheet.text(held.get("extension")),
        zone=ZoneId(sheet.text(held.get("zone"))),
        hours=hours(sheet, held["hours"]) if "hours" in held else (),
    )


def texts(sheet: Sheet, raw: RawValue) -> Texts:
    """Read the section `texts`."""
    held = sheet.fields(raw, ("port", "number"), elsewhere=_PIN)
    return Texts(port=sheet.text(held.get("port")), number=sheet.text(held.get("number")))


def _port(sheet: Sheet, raw: RawValue) -> int:
    before = len(sheet.mistakes)
    number = sheet.number(raw, 0)
    if len(sheet.mistakes) == before and not 1 <= number <= PORT_MAX:
        sheet.note(raw, f"{number} is no port.", f"Write 1 to {PORT_MAX:,}, or leave the line out.")
        return 0
    return number


def _transport(sheet: Sheet, raw: RawValue) -> Transport:
    return sheet.one_of(Transport, raw, "A phone system is not spoken to by {} here.") or Transport.TLS
