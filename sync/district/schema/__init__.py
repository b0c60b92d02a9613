"""The tables, as numbered SQL files for each kind of store. Forward only: a later schema is a new number, never an edit."""
