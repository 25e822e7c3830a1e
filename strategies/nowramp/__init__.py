"""Requests to NowRamp's Sessions API: sessions, orders, and what is done to a session over its life."""
