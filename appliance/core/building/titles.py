"""Gives short words for what the whole building does. Whole sentences of the log are in `sentences.py`.

Names and directives are those of the Standard Response Protocol ("I Love U Guys" Foundation), which is what a school has practised.
"""

from appliance.core.ground.words import BuildingResponse

DIRECTIVES = {
    BuildingResponse.HOLD: "In your room or area. Clear the halls.",
    BuildingResponse.SECURE: "Get inside. Lock outside doors.",
    BuildingResponse.LOCKDOWN: "Locks, lights, out of sight.",
    BuildingResponse.EVACUATE: "To a location.",
    BuildingResponse.SHELTER: "Hazard and safety strategy.",
}
"""What is said over the PA after the name of the response."""


def response_name(response: BuildingResponse) -> str:
    """Give the name as it is called over the PA."""
    return response.value.upper()


def called(response: BuildingResponse, *, practice: bool) -> str:
    """Give its name, marked where it is practised. The same words are typed to start it."""
    return f"DRILL {response_name(response)}" if practice else response_name(response)
