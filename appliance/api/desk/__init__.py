"""What a desk asks and is told, and the desk's end of the line."""
