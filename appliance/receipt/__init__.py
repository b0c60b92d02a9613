"""The receipt a reporter takes home: what stands on it, how it is printed and read again, and whether a record agrees with it. Pure."""
