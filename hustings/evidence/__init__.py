"""Evidence about sockpuppets, brigades and copies: measured, never a verdict."""
