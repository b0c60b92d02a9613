"""Checks the supplies that are watched: which supplies they are, and where each is watched. Pure; a part of `check`."""

from collections.abc import Iterator

from appliance.plan.hanging import HangKind
from appliance.plan.ids import HangId
from appliance.plan.mistakes import Finding, did_you_mean, listed, quoted
from appliance.plan.model import Plan, given
from hardware.power.address import USB, Mistake, where

LOW_MIN_MAX = 60  # a battery that still lasts for an hour is not nearly empty
FEEDS = ("box", "other")


def power_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with the section `power`."""
    supplies: dict[HangId, str] = {
        each.hangs: each.name for each in given(plan.hangs_on) if each.what is HangKind.SUPPLY
    }
    watched: dict[str, str] = {}
    for at, supply in enumerate(given(plan.power)):
        path = f"power[{at}]"
        if supply.supply not in supplies:
            do = did_you_mean(supply.supply, supplies) or "Add it under `hangs_on`: what: supply."
            yield Finding(f"{path}.id", f"There is no supply {quoted(supply.supply)}.", do, looked_in="hangs_on")
        address = where(supply.ups)
        if isinstance(address, Mistake):
            yield Finding(f"{path}.ups", address.says, address.do)
        first = watched.setdefault(supply.ups, f"{path}.ups")
        if first != f"{path}.ups":
            says = f"Another supply is watched there, at {first}."
            yield Finding(f"{path}.ups", says, "One UPS is one supply.", see=first)
        if supply.feeds not in FEEDS:
            says = f"{quoted(supply.feeds)} is not known here."
            yield Finding(f"{path}.feeds", says, f"Choose one of {listed(FEEDS)}: whether this box hangs on it.")
        if not 1 <= supply.low_min <= LOW_MIN_MAX:
            says = f"{supply.low_min} minutes are outside 1 to {LOW_MIN_MAX}."
            yield Finding(f"{path}.low_min", says, "Write as many as a walk to every room takes.")


def watches_usb(plan: Plan) -> bool:
    """Whether a UPS of the plan is plugged into the box's own USB."""
    return any(each.ups == USB for each in given(plan.power))
