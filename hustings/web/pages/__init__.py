"""What readers see: the paper's pages, the discussion under a story, and every form."""
