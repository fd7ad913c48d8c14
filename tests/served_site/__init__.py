"""A site of plain views that show everything a page can depend on; for tests of the cache."""
