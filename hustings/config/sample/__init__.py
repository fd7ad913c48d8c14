"""The sample site: a newspaper in an invented town, its stories, readers and discussions.

Everything a person reads stands in text files beside this module: ``stories/*.md``,
``discussions/*.txt`` and ``bridge/*.txt``. The people, places and pictures are invented here.
"""
