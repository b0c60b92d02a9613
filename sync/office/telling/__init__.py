"""What others are told of while calls are waited for, by which ways, and what they were told already. Sends nothing that names a person."""
