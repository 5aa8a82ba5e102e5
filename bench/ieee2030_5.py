"""GETs of a list of ten controls on one kept mTLS connection: the head-end beside envoy-schema and nginx; ratios."""

from __future__ import annotations

import shutil
import socket
import ssl
import tempfile
import time
from pathlib import Path
from statistics import median

from _ieee2030_5_servers import CONTROLS, PATH, command
from _modbus_servers import Serving

from workbench.stubs.pki import Authority, Standard
from workbench.stubs.tls import client_context

SECONDS = 1.0
TURNS = 3


class Asking:
    """A client of the least cost: one connection, one request at a time, no parsing beyond the length."""

    def __init__(self, port: int, tls: ssl.SSLContext) -> None:
        self._socket = tls.wrap_socket(socket.create_connection(("127.0.0.1", port)))
        self._request = (
            f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/sep+xml\r\n\r\n".encode()
        )
        self.body = b""

    def ask(self) -> None:
        """Ask once and read the whole answer."""
        self._socket.sendall(self._request)
        answer = self._socket.recv(65536)
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += self._socket.recv(65536)
        self.body = body

    def rate(self, seconds: float) -> float:
        """Return answers a second."""
        begun, count = time.perf_counter(), 0
        while (took := time.perf_counter() - begun) < seconds:
            self.ask()
            count += 1
        return count / took

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()


def main() -> None:
    """Measure in turns and print the medians and ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        authority = Authority.create(folder / "pki")
        authority.issue("server", Standard.IEEE_2030_5)
        tls = client_context(authority.issue("device", Standard.IEEE_2030_5))
        folder = folder / "pki"
        (folder / "www").mkdir()
        with Serving(command("ours", folder)) as serving:
            asking = Asking(serving.port, tls)
            asking.ask()
            (folder / "www" / "list.xml").write_bytes(asking.body)
            asking.close()
        names = ["ours", "envoy"]
        if shutil.which("nginx"):
            names.append("nginx")
        else:
            print("nginx is not installed: apt-get install nginx-light to have it beside the others")
        rates: dict[str, list[float]] = {one: [] for one in names}
        costs: dict[str, list[float]] = {one: [] for one in names}
        for _ in range(TURNS):
            for one in names:
                with Serving(command(one, folder)) as serving:
                    asking = Asking(serving.port, tls)
                    asking.rate(0.3)
                    before = serving.processor_seconds()
                    rates[one].append(asking.rate(SECONDS))
                    costs[one].append((serving.processor_seconds() - before) / rates[one][-1] / SECONDS)
                    asking.close()
        words = {"ours": "head-end", "envoy": "aiohttp with envoy-schema", "nginx": "nginx, the same octets"}
        for one in names:
            cost = f", {median(costs[one]) * 1e6:.0f} us of the processor each" if one != "nginx" else ""
            print(f"{words[one]}: {median(rates[one]):,.0f} GETs of {CONTROLS} controls a second{cost}")
        for other in names[1:]:
            print(
                f"head-end to {words[other]}: {median(rates['ours']) / median(rates[other]):.2f}", flush=True
            )


if __name__ == "__main__":
    main()
