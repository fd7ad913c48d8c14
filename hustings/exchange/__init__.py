"""Readers of foreign formats, and what every table does when a site is exported."""
