"""The settings of every site, with the plain views of these tests."""

from hustings.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.served_site.urls"
