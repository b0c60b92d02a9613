"""Makes one plain sentence of each event of figures. Pure; a part of `transcript`."""

from appliance.core.figures.events import FiguresReleased


def figures_line(event: FiguresReleased) -> str:
    """Say of which half figures were released."""
    months = "January to June" if event.half == 1 else "July to December"
    return f"Figures of {months} {event.year} released."
