"""Holds the code lists, one file for each matter. Data alone: codes are looked up through `appliance.record.codes`."""
