"""The parts screens are made of. They render the model and post messages."""
