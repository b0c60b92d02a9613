"""The building's plan: its rooms, buttons, desks, people and ladder. A plan comes in as a file; what counts is the adopted plan."""
