"""What others are told of while calls are waited for, by which channels, and what they were told already. Names no person."""
