"""Reads the section `supports` of a plan file off a Sheet. `check_supports` says what is wrong with what was read."""

from appliance.plan.marked import RawValue, Sheet
from appliance.plan.supports import NoRepercussions, Offer, Offered, Reached, Supports


def supports(sheet: Sheet, raw: RawValue) -> Supports:
    """Read the section."""
    held = sheet.fields(raw, (), ("offers", "ask", "home", "no_repercussions"))
    offers = (_offered(sheet, each) for each in sheet.items(held.get("offers")))
    return Supports(
        offers=tuple(each for each in offers if each is not None),
        ask=_reached(sheet, held.get("ask")),
        home=_reached(sheet, held.get("home")),
        no_repercussions=_no_repercussions(sheet, held.get("no_repercussions")),
    )


def _offered(sheet: Sheet, raw: RawValue) -> Offered | None:
    held = sheet.fields(raw, ("offer", "name"), ("phone", "hours", "hours_es", "says", "says_es"))
    offer = _offer(sheet, held.get("offer"))
    if offer is None:
        return None
    return Offered(
        offer=offer,
        name=sheet.text(held.get("name")),
        phone=sheet.text(held.get("phone")),
        hours=sheet.text(held.get("hours")),
        hours_es=sheet.text(held.get("hours_es")),
        says=sheet.text(held.get("says")),
        says_es=sheet.text(held.get("says_es")),
    )


def _offer(sheet: Sheet, raw: RawValue | None) -> Offer | None:
    return sheet.one_of(Offer, raw, "{} is not on the card.")


def _reached(sheet: Sheet, raw: RawValue | None) -> Reached | None:
    if raw is None:
        return None
    held = sheet.fields(raw, ("name", "phone"), ("hours", "hours_es"))
    return Reached(
        name=sheet.text(held.get("name")),
        phone=sheet.text(held.get("phone")),
        hours=sheet.text(held.get("hours")),
        hours_es=sheet.text(held.get("hours_es")),
    )


def _no_repercussions(sheet: Sheet, raw: RawValue | None) -> NoRepercussions | None:
    if raw is None:
        return None
    held = sheet.fields(raw, ("says",), ("says_es", "signed_by", "signed_on"))
    return NoRepercussions(
        says=sheet.text(held.get("says")),
        says_es=sheet.text(held.get("says_es")),
        signed_by=sheet.text(held.get("signed_by")),
        signed_on=sheet.text(held.get("signed_on")),
    )
