"""Discussions, comments, votes, reports, screening, thread pages."""
