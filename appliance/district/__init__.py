"""Takes what the district and its safety office say, verified: receipts, notices, *opened*; and does what follows for the record's keys."""
