"""What the reference pages list is what the code has, and the other way round."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

from hustings.web.api.problems import TITLES
from tests.api_client import ApiClient
from tests.environment import ROOT

REFERENCE = ROOT / "docs" / "reference"
READ_SETTING = re.compile(
    r'environment\.(?:text|flag|number|words|choice|time_zone)\(\s*"([A-Z_]+)"|environ[^"\n]*"HUSTINGS_([A-Z_]+)"'
)


def sources() -> list[Path]:
    return [file for file in (ROOT / "hustings").rglob("*.py") if "migrations" not in file.parts]


def test_errors_events_and_commands_are_documented_as_they_are():
    told = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "reference"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr


def test_every_setting_is_documented_and_no_other():
    text = "".join(file.read_text() for file in sources())
    read = {one or other for one, other in READ_SETTING.findall(text)}
    documented = re.findall(
        r"^\| `HUSTINGS_([A-Z_]+)`", (REFERENCE / "settings.md").read_text(), re.M
    )
    assert sorted(read) == sorted(documented)


def test_error_codes_are_codes():
    codes = re.findall(r"^\| `([^`]+)`", (REFERENCE / "errors.md").read_text(), re.M)
    assert len(codes) == len(set(codes)) > 30
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


def test_every_refusal_has_a_title_in_the_sites_language():
    page = (REFERENCE / "errors.md").read_text()
    statuses = {int(status) for status in re.findall(r"^\| `[^`]+` \| (\d+) ", page, re.M)}
    assert statuses <= set(TITLES)


def curl_examples():
    blocks = re.findall(r"```sh\n(.*?)```", (REFERENCE / "api.md").read_text(), re.S)
    for block in blocks:
        yield from re.findall(r"^curl .*", block.replace("\\\n", " "), re.M)


def run_curl(command: str, **facts: str):
    """Send what a curl command would send."""
    for name, value in facts.items():
        command = command.replace(f"${name}", value)
    words = shlex.split(command)
    method, headers, body, address = "GET", {}, "", ""
    rest = iter(words[1:])
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "-H":
            name, value = next(rest).split(": ")
            headers[f"HTTP_{name.upper().replace('-', '_')}"] = value
        elif word == "-d":
            body = next(rest)
        else:
            address = word
    headers.pop("HTTP_CONTENT_TYPE", None)
    return ApiClient().send(method, address, body, **headers)


def test_every_example_of_the_api_works_as_written(discussion, post, other_reader, token):
    facts = {
        "SITE": "",
        "DISCUSSION": str(discussion),
        "COMMENT": str(post("Mine.").pk),
        "OTHERS": str(post("Theirs.", by=other_reader).pk),
        "TOKEN": token,
    }
    examples = list(curl_examples())
    assert len(examples) == 11
    for example in examples:
        answer = run_curl(example, **facts)
        assert answer.status_code in {200, 201}, (example, answer.content)
