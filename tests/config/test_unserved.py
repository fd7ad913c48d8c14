"""What is left out of a start is left out, and what it would have registered is not missed."""

import importlib
import json
import subprocess
import sys

LOADED = """
import django, json, sys
django.setup()
import hustings.web.urls
from wagtail.api.v3.api import api
real = [name for name in sys.modules if "api.v3" in name and sys.modules[name].__spec__.origin]
print(json.dumps(real))
"""


def test_wagtails_api_is_not_loaded(tmp_path):
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED],
        env={"DJANGO_SETTINGS_MODULE": "hustings.config.settings", "HUSTINGS_DATA": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    assert json.loads(loaded.stdout) == []


def test_other_modules_are_found_as_ever():
    import wagtail.api.v2.views

    from hustings.config.unserved import HollowFinder

    assert wagtail.api.v2.views.PagesAPIViewSet.__name__ == "PagesAPIViewSet"
    assert HollowFinder().find_spec("wagtail.api.v2.views", None) is None
    assert HollowFinder().find_spec("wagtail.api.v30", None) is None


def test_hollow_module_denies_only_what_python_itself_asks():
    module = importlib.import_module("wagtail.api.v3.api")
    assert module.api.add_router("/images/", module.router) is None
    assert not hasattr(module, "__wrapped__")
