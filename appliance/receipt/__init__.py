"""Makes the receipt that a reporter takes home: its content, how it is printed and read again, and whether a record agrees with
it. Pure.
"""
