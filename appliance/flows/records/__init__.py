"""Flows about records: what is asked next, what there is to answer, and what each act about a record wants of the box."""
