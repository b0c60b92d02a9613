"""What the district and its safety office say, verified: receipts, notices, *opened*; and what follows for the record's keys."""
