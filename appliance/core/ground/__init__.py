"""What every room uses: moments, places, names, words, and the values of an open incident. Knows no room."""
