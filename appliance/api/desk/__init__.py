"""What a desk asks and is told, and its end of the line."""
