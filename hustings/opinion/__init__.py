"""Which camps readers form, and what they agree on."""
