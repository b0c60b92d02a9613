"""The office console: a client of the desk line. Computes nothing that the board does not say."""
