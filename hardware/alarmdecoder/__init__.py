"""The alarm panel of the building, heard through an AlarmDecoder (AD2): its hold-up buttons become calls. Nothing is ever sent to it."""
