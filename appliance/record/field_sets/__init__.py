"""The fields themselves, one file for each part of the record, as data. Looked up through `appliance.record.fields`."""
