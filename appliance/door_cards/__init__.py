"""Makes what the card at a room's door says: how to call from here, what the lamp says, and what to do where a press is not delivered."""
