"""Settings, server entry and command line; stands outside the floors."""
