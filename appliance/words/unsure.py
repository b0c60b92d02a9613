"""What people do while nobody knows whether calls are open: a box took another's place, and its record may lack some."""

ASK_EVERY_ROOM = "ask every room"
MAY_BE_OPEN = f"Calls may have been open: {ASK_EVERY_ROOM}"
