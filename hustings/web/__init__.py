"""Everything with a request in it. No rules."""
