"""A value as it stands in a line to type in, so that leaving the line without a change changes nothing. Pure."""

from appliance.record.schema import Field, Shape
from appliance.record.values import Place, show
from appliance.record.words import Value


def as_typed(field: Field, value: Value, place: Place) -> str:
    """What `appliance.record.typed.parse` makes the same value of."""
    if field.shape is Shape.SECONDS and isinstance(value, int):
        return f"{value // 60}:{value % 60:02}"
    return show(field, value, place)
