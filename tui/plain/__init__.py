"""The plain console: the same board and the same acts line by line, for ears, fingers and wires that take nothing but lines."""
