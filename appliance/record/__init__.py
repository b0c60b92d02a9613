"""What is known of an incident, and who may know it: standard facts, code lists, completeness, access. Pure; shared."""
