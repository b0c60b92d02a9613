"""What the building's district lists as owed: the rules and the school calendar that were adopted, closings declared later; and what
it adopted of communications after an incident.
"""
