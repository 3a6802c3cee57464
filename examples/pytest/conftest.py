"""One stand-in for the whole run, one space for each test: nobody waits for anybody, and nobody sees anybody."""

import json
import os
import pathlib
import subprocess
import tempfile
import time
import urllib.request

import pytest

COMMAND = os.environ.get("UNDERSTUDY", "understudy")


def start(directory):
    """Starts the command and waits until it listens."""
    ready = pathlib.Path(directory) / "ready.json"
    process = subprocess.Popen(
        [COMMAND, "serve", "--addr", "127.0.0.1:0", "--ready-file", str(ready), "--log-level", "error"], stdout=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 20
    while not ready.exists():
        assert process.poll() is None, "understudy has not started"
        assert time.monotonic() < deadline, "understudy is not ready"
        time.sleep(0.02)
    return process, json.loads(ready.read_text())


def pytest_configure(config):
    """Starts the stand-in once: workers of pytest-xdist (-n 8) are told where it is."""
    if hasattr(config, "workerinput"):
        config.stand_in = config.workerinput["stand_in"]
        return
    directory = tempfile.TemporaryDirectory()
    process, config.stand_in = start(directory.name)
    config.add_cleanup(lambda: (process.terminate(), process.wait(), directory.cleanup()))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    node.workerinput["stand_in"] = node.config.stand_in


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
def space(pytestconfig):
    root = pytestconfig.stand_in["url"]
    made = call("POST", root + "/-/understudy/spaces", clock={"now": "2030-01-01T00:00:00Z", "frozen": True})
    yield made
    call("DELETE", f"{root}/-/understudy/spaces/{made['name']}")
