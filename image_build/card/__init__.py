"""How a card is divided, and the program on the box that gives the data partition the rest of it. The only part of building on a box."""
