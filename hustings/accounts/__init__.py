"""Readers and staff, and the only functions that answer "may this person …?"."""
