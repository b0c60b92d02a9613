"""Holds the fields of the record as data, one file for each part. They are looked up through `appliance.record.fields`."""
