"""Questions put to readers, and counts that anybody can repeat."""
