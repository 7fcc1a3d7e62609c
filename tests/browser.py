"""A real Chromium without network, driven through ChromeDriver by plain HTTP."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
DRIVER = shutil.which("chromedriver")
MISSING = None if CHROMIUM and DRIVER else "no chromium and chromedriver on this machine"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--hide-scrollbars", "--force-device-scale-factor=1",
]  # fmt: skip
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    """One page at a time; ``open`` returns when the page says it is ready."""

    def __init__(self, profile: Path, width: int = 1280, height: int = 1000) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._profile = profile
        self._size = (width, height)

    def __enter__(self) -> Self:
        assert DRIVER is not None
        self._process = subprocess.Popen(
            [DRIVER, f"--port={self._port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def _start(self) -> None:
        self._wait_for(lambda: self._send("GET", "/status")["ready"])
        width, height = self._size
        arguments = [*FLAGS, f"--window-size={width},{height}", f"--user-data-dir={self._profile}"]
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": {"binary": CHROMIUM, "args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        answer = self._send("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{answer['sessionId']}"

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._send("DELETE", self._session)
        finally:
            self._end()

    def _end(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)

    def open(self, path: Path, ready: str) -> None:
        """Open a file and wait until a JavaScript expression is true."""
        self._send("POST", f"{self._session}/url", {"url": path.resolve().as_uri()})
        self._wait_for(lambda: self.run(f"return Boolean({ready})"))

    def run(self, script: str, *arguments: object) -> Any:
        """Run a function body in the page."""
        body = {"script": script, "args": list(arguments)}
        return self._send("POST", f"{self._session}/execute/sync", body)

    def keys(self, selector: str, keys: str) -> None:
        """Press keys in an element."""
        found = self._send(
            "POST", f"{self._session}/element", {"using": "css selector", "value": selector}
        )
        self._send("POST", f"{self._session}/element/{found[ELEMENT]}/value", {"text": keys})

    def hover(self, x: int, y: int) -> None:
        """Move the mouse to a point of the window."""
        step = {"type": "pointerMove", "duration": 50, "x": x, "y": y}
        pointer = {"type": "pointer", "id": "mouse", "actions": [step]}
        self._send("POST", f"{self._session}/actions", {"actions": [pointer]})

    def picture(self) -> bytes:
        """Return what the window shows as PNG."""
        return base64.b64decode(self._send("GET", f"{self._session}/screenshot"))

    def print_a4(self) -> bytes:
        """Return the page as printed on A4, as PDF."""
        asked = {"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": True}
        body = {"cmd": "Page.printToPDF", "params": asked}
        answer = self._send("POST", f"{self._session}/goog/cdp/execute", body)
        return base64.b64decode(answer["data"])

    def show_as(self, media: str) -> None:
        """Lay the page out as for ``print`` or ``screen``."""
        body = {"cmd": "Emulation.setEmulatedMedia", "params": {"media": media}}
        self._send("POST", f"{self._session}/goog/cdp/execute", body)

    def be_a_phone(self, width: int) -> None:
        """Lay pages out as on a phone of this width; 0 ends that."""
        cmd = "setDeviceMetricsOverride" if width else "clearDeviceMetricsOverride"
        params = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": True}
        body = {"cmd": f"Emulation.{cmd}", "params": params if width else {}}
        self._send("POST", f"{self._session}/goog/cdp/execute", body)

    def said(self) -> list[dict[str, Any]]:
        """Return what the console holds since it was last asked."""
        entries: list[dict[str, Any]] = self._log("browser")
        return entries

    def requests(self) -> list[str]:
        """Return the addresses asked for since this was last asked."""
        messages = [json.loads(entry["message"])["message"] for entry in self._log("performance")]
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]

    def _log(self, name: str) -> Any:
        return self._send("POST", f"{self._session}/se/log", {"type": name})

    def _wait_for(self, holds: Any, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while True:
            try:
                if holds():
                    return
            except OSError:
                pass
            assert time.monotonic() < deadline, "the browser does not answer"
            time.sleep(0.1)

    def _send(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}{path}",
            data,
            {"Content-Type": "application/json"},
            method=method,
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=90) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            message = error.read().decode()
            raise AssertionError(message) from None
