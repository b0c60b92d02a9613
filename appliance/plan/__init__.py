"""The building's plan: rooms, buttons, desks, people, ladder. A file is how it enters; the adopted plan is the truth."""
