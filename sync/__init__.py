"""Where sealed records leave the building: uplink, replica, district server, safety office. Not built yet; ARCHITECTURE.md has the picture.

What it will stand on is here already: the sealed feed (`appliance.doors.sealed_feed`, `appliance.api.client.FeedClient`).
"""
