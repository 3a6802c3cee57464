"""One stand-in for the whole run, one space for each test: nobody waits for anybody, and nobody sees anybody."""

import json
import os
import pathlib
import subprocess
import time
import urllib.request

import pytest

COMMAND = os.environ.get("UNDERSTUDY", "understudy")


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory):
    ready = tmp_path_factory.mktemp("understudy") / "ready.json"
    process = subprocess.Popen(
        [COMMAND, "serve", "--addr", "127.0.0.1:0", "--ready-file", str(ready), "--log-level", "error"], stdout=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 20
    while not ready.exists():
        assert process.poll() is None, "understudy has not started"
        assert time.monotonic() < deadline, "understudy is not ready"
        time.sleep(0.02)
    yield json.loads(pathlib.Path(ready).read_text())
    process.terminate()
    process.wait()


def call(method, url, token=None, **fields):
    """Sends a request and returns what the answer says."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["PRIVATE-TOKEN"] = token
    request = urllib.request.Request(url, method=method, headers=headers, data=json.dumps(fields).encode() if fields else None)
    with urllib.request.urlopen(request) as response:
        text = response.read()
        return json.loads(text) if text else None


@pytest.fixture
def space(stand_in):
    made = call("POST", stand_in["url"] + "/-/understudy/spaces", clock={"now": "2030-01-01T00:00:00Z", "frozen": True})
    yield made
    call("DELETE", f"{stand_in['url']}/-/understudy/spaces/{made['name']}")
