"""The desks in Wagtail's admin. Views parse and show; every decision is an action of a room."""
