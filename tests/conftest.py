"""Shared set-up: a site of its own for every test run, a real database, no clock but ours."""

from __future__ import annotations

import os
import tempfile

os.environ["HUSTINGS_DATA"] = tempfile.mkdtemp(prefix="hustings-tests-")
