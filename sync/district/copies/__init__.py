"""The second copy of a district's SQLite store, by Litestream: made beside the server, proved, told of, and given back. Opens no entry.

handbell-copy/<DISTRICT>/<store>/latest                 a StoreMarker, written last (`marker.py`)
                                 store-<generation>/    Litestream's files of district.db

Who makes it, moment by moment: `copying.py`. What a place is, and when a copy counts as proved: `sync/replica/`, which copies a box.
"""
