"""The second copy of a district's SQLite store: made by Litestream beside the server, proved, told of, and given back. Opens no entry.

handbell-copy/<DISTRICT>/<store>/latest                 a StoreMarker, written last (`marker.py`)
                                 store-<generation>/    Litestream's files of district.db

`copying.py` makes it, moment by moment. `sync/replica/`, which copies a box, says what a place is, and when a copy counts as proved.
"""
