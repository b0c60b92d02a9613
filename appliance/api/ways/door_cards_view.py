"""Answers what cards the adopted plan gives to doors. Pure; a thread may do it."""

from appliance.api.ways.door_cards import CARDS_MAX, AskDoorCards, CardLine, DoorCardsKnown
from appliance.door_cards.card import door_cards, to_document
from appliance.plan.model import Plan


def door_cards_known(plan: Plan, asked: AskDoorCards) -> DoorCardsKnown:
    """Give the code of every card; or the cards of the rooms that are asked for."""
    cards = door_cards(plan)
    if not asked.rooms:
        listed = tuple(CardLine(room=each.room, name=each.name, code=each.code) for each in cards)
        return DoorCardsKnown(request=asked.request, building=plan.building, timezone=plan.timezone, listed=listed)
    wanted = set(asked.rooms[:CARDS_MAX])
    documents = tuple(to_document(each) for each in cards if each.room in wanted)
    return DoorCardsKnown(request=asked.request, building=plan.building, timezone=plan.timezone, documents=documents)
