"""What fills the console, or its foot: the board, and a panel for every question."""
