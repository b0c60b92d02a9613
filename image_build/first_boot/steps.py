"""Lists what the running box is given of its seed, step by step, and how far that is done. Pure; speaks to nobody.

A step remembers the value with which it was done. So an edited seed repeats only what was edited: a new network address does not put
back the plan that people have changed at the box since.
"""

import enum
from hashlib import sha256

import msgspec

from image_build.first_boot.given import Given


class Step(enum.StrEnum):
    """The steps, in their order. A box that takes another's place begins anew, so the rest is given after that. A plan whose buttons
    have no keys yet would show all of them as silent, so keys come before the plan.
    """

    REPLACES = "replaces"
    KEYS = "keys"
    PLAN = "plan"
    OFFICE = "office"
    RECOVERY = "recovery"
    COPY = "copy"
    DISTRICT = "district"
    TESTED = "tested"


NAMES = {
    Step.REPLACES: "place of the box that this one replaces",
    Step.KEYS: "keys of buttons and sounders",
    Step.PLAN: "plan of the building",
    Step.OFFICE: "safety office that is believed",
    Step.RECOVERY: "public half of the recovery phrase",
    Step.COPY: "copy of the record",
    Step.DISTRICT: "enrolment with the district",
    Step.TESTED: "walk test of every button",
}


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Which steps are done: step → the digest of the value with which it was done."""

    done: dict[Step, str] = {}

    def has(self, step: Step, wanted: str) -> bool:
        """Return whether this step was done with exactly this value."""
        return self.done.get(step) == wanted

    def without(self, *steps: Step) -> "Progress":
        """Return the progress with these steps to be done again."""
        return Progress(done={step: digest for step, digest in self.done.items() if step not in steps})

    def and_done(self, step: Step, wanted: str) -> "Progress":
        """Return the progress with one more step done."""
        return Progress(done={**self.done, step: wanted})


def wanted(given: Given) -> dict[Step, str]:
    """Return the steps that this seed asks for, in order, each with the digest of its value."""
    keys = "".join(f"{key}={secret.hex()}\n" for key, secret in sorted(given.keys.items()))
    asked = {
        Step.REPLACES: given.replaces.encode(),
        Step.KEYS: keys.encode(),
        Step.PLAN: given.plan,
        Step.OFFICE: given.office.encode(),
        Step.RECOVERY: given.recovery,
        Step.COPY: given.copy,
        Step.DISTRICT: f"{given.server} {given.token}".encode() if given.token else b"",
        Step.TESTED: given.plan,
    }
    return {step: sha256(what).hexdigest() for step, what in asked.items() if what}


def left(given: Given, progress: Progress) -> dict[Step, str]:
    """Return the steps that are not done."""
    return {step: digest for step, digest in wanted(given).items() if not progress.has(step, digest)}
