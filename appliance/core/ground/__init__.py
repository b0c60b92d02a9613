"""What every room stands on: moments, places, names, words, the board. Knows no room."""
