"""Makes the second copy of a district's SQLite store, by Litestream: copies beside the server, proves, tells, and restores. Opens no entry.

handbell-copy/<DISTRICT>/<store>/latest                 a StoreMarker, written last (`marker.py`)
                                 store-<generation>/    Litestream's files of district.db

`copying.py` makes it, moment by moment. `sync/replica/`, which copies a box, says what a place is, and when a copy counts as proved.
"""
