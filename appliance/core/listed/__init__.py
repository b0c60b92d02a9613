"""What the building's district lists as owed: the rules and the school calendar that were adopted, and closings declared later."""
