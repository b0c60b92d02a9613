"""What a board says and shows: the words of calls, banners and signs of life, their order, and what may be aimed at."""
