"""Hustings among the peers of the shared bench, on SQLite or on a PostgreSQL of its own.

Joins any run as ``hustings:sqlite`` or ``hustings:postgresql`` with HB_EXTRA=bench/peers. The
server runs on this checkout's own virtual environment.
"""

from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
from typing import Any

import corpus
import hb

ROOT = pathlib.Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv" / "bin" / "python"
VARIANTS = {"sqlite": 18060, "postgresql": 18061}
SELECTOR = "[id^=c-]"
WORK = hb.WORK / "hustings"
WRITTEN = 100
"""Posts go to the story of so many comments; HUSTINGS_BENCH_WRITTEN names another."""


def directory(variant: str) -> pathlib.Path:
    return WORK / variant


def environment(variant: str) -> dict[str, str]:
    own = {
        **os.environ,
        "HUSTINGS_DATA": str(directory(variant) / "data"),
        "HB_HOME": str(hb.HERE),
        "PYTHONPATH": str(ROOT),
        "HUSTINGS_DATABASE_URL": "",
    }
    if variant == "postgresql":
        own["HUSTINGS_DATABASE_URL"] = postgresql(variant, "start")
    return own


def postgresql(variant: str, action: str) -> str:
    """Start the variant's own PostgreSQL and return its URL, or stop it."""
    place = directory(variant) / "postgresql"
    script = [str(PYTHON), str(ROOT / "scripts" / "postgresql"), action, str(place)]
    return subprocess.run(script, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def setup() -> None:
    sizes = [str(size) for size in {*corpus.SIZES, *written_sizes()}]
    for variant in os.environ.get("HUSTINGS_BENCH_VARIANTS", "sqlite").split():
        (directory(variant) / "data").mkdir(parents=True, exist_ok=True)
        if facts_file(variant).exists():
            continue
        script = [str(PYTHON), str(ROOT / "bench" / "fill_site.py"), *sizes]
        done = subprocess.run(
            script, env=environment(variant), check=True, stdout=subprocess.PIPE, text=True
        )
        facts_file(variant).write_text(done.stdout.splitlines()[-1])


def written_sizes() -> set[int]:
    return {WRITTEN, int(os.environ.get("HUSTINGS_BENCH_WRITTEN", WRITTEN))}


def facts_file(variant: str) -> pathlib.Path:
    return directory(variant) / "site.json"


def facts(variant: str) -> dict[str, Any]:
    return json.loads(facts_file(variant).read_text())


def start(variant: str, procs: hb.Procs) -> None:
    command = [PYTHON, "-m", "hustings.config.cli", "serve", "--port", VARIANTS[variant]]
    procs.start(
        f"hustings-{variant}",
        [*command, "--workers", hb.NPROC],
        env=environment(variant),
        cwd=WORK,
        stop=signal.SIGTERM,
    )


def url(variant: str, n: int) -> str:
    return (
        f"http://127.0.0.1:{VARIANTS[variant]}{facts(variant)['stories'][str(n)]['path']}?view=all"
    )


page = url


def post_context(variant: str) -> dict[str, Any]:
    return facts(variant)


def post(variant: str, number: int, text: str, context: dict[str, Any]) -> dict[str, Any]:
    written = os.environ.get("HUSTINGS_BENCH_WRITTEN", str(WRITTEN))
    discussion = context["stories"][written]["discussion"]
    return {
        "ok": {201},
        "url": f"http://127.0.0.1:{VARIANTS[variant]}/api/v1/discussions/{discussion}/comments",
        "headers": {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {context['token']}",
        },
        "data": json.dumps({"text": text}),
    }


def accepted(body: bytes) -> bool:
    return b'"id"' in body


def count(variant: str) -> int:
    """Return the rows in this server's own database."""
    script = (
        "import django; django.setup();"
        "from hustings.discussions.models import Comment; print(Comment.objects.count())"
    )
    done = subprocess.run(
        [str(PYTHON), "-c", script],
        env={**environment(variant), "DJANGO_SETTINGS_MODULE": "hustings.config.settings"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return int(done.stdout)
