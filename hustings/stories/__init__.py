"""Wagtail story pages: what editors write and readers come for."""
