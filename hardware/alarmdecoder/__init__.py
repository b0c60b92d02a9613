"""Hears the building's alarm panel through an AlarmDecoder (AD2): its hold-up buttons become calls. Never sends anything to the panel."""
