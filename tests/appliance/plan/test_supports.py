"""Tests the section `supports` of a plan file: what it holds is kept, what is wrong has its line, and a plan without it has none."""

import pytest

from appliance.plan.check_supports import OFFERS_MAX
from appliance.plan.document import from_document, to_document
from appliance.plan.parse import examine
from appliance.plan.supports import NOTHING_FILLED_IN, NoRepercussions, Offer, Offered, Reached, Supports
from tests.appliance.plan.conftest import SOUND

WRITTEN = """\
supports:
  ask: {name: Human resources, phone: 720-555-0140 ext 12, hours: "mon-fri 08:00-16:30", hours_es: "lun-vie 08:00-16:30"}
  home: {name: Dana at home, phone: +1 720 555 0141}
  offers:
    - {offer: medical, name: Northside Clinic, phone: 720 555 0150, says: Ask for the nurse., says_es: Pregunte por la enfermera.}
    - {offer: mental-health, name: Crisis line, phone: 988}
  no_repercussions:
    says: Nobody suffers for a report.
    says_es: Nadie sufre por informar.
    signed_by: Dana Example
    signed_on: 2026-08-14
"""


def told(text: str) -> list[str]:
    """Give every mistake and warning of a plan with this section: its path, and what is said."""
    parsed = examine(SOUND + text, "plan.yaml")
    return [f"{each.path}: {each.says}" for each in (*parsed.mistakes, *parsed.warnings) if "supports" in each.path]


def test_what_is_filled_in_is_kept_also_in_the_document() -> None:
    parsed = examine(SOUND + WRITTEN, "plan.yaml")
    assert parsed.mistakes == [] and parsed.plan is not None
    assert parsed.plan.supported == Supports(
        offers=(
            Offered(
                Offer.MEDICAL,
                "Northside Clinic",
                "720 555 0150",
                says="Ask for the nurse.",
                says_es="Pregunte por la enfermera.",
            ),
            Offered(Offer.MENTAL_HEALTH, "Crisis line", "988"),
        ),
        ask=Reached("Human resources", "720-555-0140 ext 12", "mon-fri 08:00-16:30", "lun-vie 08:00-16:30"),
        home=Reached("Dana at home", "+1 720 555 0141"),
        no_repercussions=NoRepercussions(
            "Nobody suffers for a report.", "Nadie sufre por informar.", "Dana Example", "2026-08-14"
        ),
    )
    assert from_document(to_document(parsed.plan)) == parsed.plan


def test_a_plan_without_it_keeps_its_bytes_and_has_nothing_filled_in() -> None:
    parsed = examine(SOUND, "plan.yaml")
    assert parsed.plan is not None and parsed.plan.supported == NOTHING_FILLED_IN
    assert b"supports" not in to_document(parsed.plan)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("offer: medical", "offer: medicine", 'supports.offers[0].offer: "medicine" is not on the card.'),
        ("phone: 988", "phone: call me", 'supports.offers[1].phone: "call me" is not a telephone number.'),
        ("phone: 988", "phone: 98", 'supports.offers[1].phone: "98" is not a telephone number.'),
        ("name: Crisis line, ", "", 'supports.offers[1].name: "name" is missing.'),
        (", phone: +1 720 555 0141", "", 'supports.home.phone: "phone" is missing.'),
        ("says: Nobody suffers for a report.", "says: " + "x" * 401, "supports.no_repercussions.says: This is 401"),
        ("signed_on: 2026-08-14", "signed_on: 14 Aug 2026", 'no_repercussions.signed_on: "14 Aug 2026" is no date.'),
        ("signed_on: 2026-08-14", "signed_on: 2026-02-30", 'no_repercussions.signed_on: "2026-02-30" is no date.'),
        ("    signed_on: 2026-08-14\n", "", '"signed_by" stands here without "signed_on".'),
        ("    signed_by: Dana Example\n", "", '"signed_on" stands here without "signed_by".'),
        ("    says_es: Nadie sufre por informar.\n", "", "There is no Spanish text, so the Spanish page shows"),
        ('hours: "mon-fri 08:00-16:30", ', "", 'supports.ask.hours_es: There is no English text, "hours".'),
    ],
)
def test_each_mistake_is_named_where_it_stands(was: str, becomes: str, says: str) -> None:
    assert was in WRITTEN
    (found,) = told(WRITTEN.replace(was, becomes))
    assert says in found


def test_a_mistake_has_the_line_on_which_it_stands() -> None:
    parsed = examine(SOUND + WRITTEN.replace("phone: 988", "phone: none"), "plan.yaml")
    (found,) = parsed.mistakes
    assert (SOUND + WRITTEN).splitlines()[found.line - 1].lstrip().startswith("- {offer: mental-health")


def test_more_than_fits_on_the_card_is_refused() -> None:
    one = "    - {offer: medical, name: Clinic}\n"
    assert told("supports:\n  offers:\n" + one * OFFERS_MAX) == []
    (found,) = told("supports:\n  offers:\n" + one * (OFFERS_MAX + 1))
    assert found == f"supports.offers: There are {OFFERS_MAX + 1} here; at most {OFFERS_MAX} fit on the card."


@pytest.mark.parametrize(
    ("roles", "warned"),
    [("[point-of-contact, administrator]", True), ("[point-of-contact, lead]", False), ("administrator", False)],
)
def test_a_point_of_contact_who_is_a_superior_is_warned_of(roles: str, warned: bool) -> None:
    text = SOUND.replace(
        "roles: [lead, nurse], told_by: bell}\n",
        f"roles: [lead, nurse], told_by: bell}}\n  - {{id: kit, name: Kit Park, roles: {roles}}}\n",
    )
    parsed = examine(text, "plan.yaml")
    assert parsed.mistakes == []
    found = [(each.line, each.says) for each in parsed.warnings if "never evaluates" in each.says]
    assert [line for line, _ in found] == ([1 + text[: text.index("Kit Park")].count("\n")] if warned else [])
