"""Flows about papers out of a record that are for somebody else: a notice to the employer, a copy for a representative."""
