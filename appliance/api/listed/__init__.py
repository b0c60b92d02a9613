"""What is asked and told about the rules of duties, the school calendar and the file of communications that a box has adopted."""
