"""The record of an incident: its standard facts, code lists, completeness, and who may read and write it. Pure; shared by other parts."""
