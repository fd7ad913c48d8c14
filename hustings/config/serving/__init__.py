"""One port, and behind it: pages from memory, files, and Django for everything else."""
