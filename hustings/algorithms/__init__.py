"""Pure computation on plain values and arrays.

No Django, no clock, no hidden randomness, no files.
"""
