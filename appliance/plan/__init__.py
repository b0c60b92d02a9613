"""The building's plan: rooms, buttons, desks, people, ladder. Parsed and checked here; the adopted plan in the logbook is the truth."""
