"""Append-only log of typed events, and the revision counters that say what changed."""
