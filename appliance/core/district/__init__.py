"""Decides about the district, the copy of the record, and recovery: what was verified and what stands."""
