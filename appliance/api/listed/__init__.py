"""What is asked and told about the rules of duties and the school calendar that a box has adopted."""
