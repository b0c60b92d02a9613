"""What is asked and told about records."""
