"""Decisions about comments, with reasons, and the queue they are taken from."""
