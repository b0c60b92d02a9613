"""What is asked and told of records."""
