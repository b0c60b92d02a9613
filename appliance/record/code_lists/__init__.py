"""The code lists themselves, one file for each matter, as data. Nothing but data: looked up through `appliance.record.codes`."""
