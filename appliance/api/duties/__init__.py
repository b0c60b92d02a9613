"""What is asked and told about duties: what somebody owes somebody after an incident."""
