"""Servers for the benchmark of IEEE 2030.5, each in a process of its own; ``_ieee2030_5_servers.py NAME FOLDER``.

Each prints its port when it serves, and ends when its input does. All speak TLS 1.2 with the one suite and ask for the
client's certificate; FOLDER holds the certificates.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

from _modbus_servers import _free_port, _input_ended, _listens

from workbench.stubs.pki import Standard, credentials
from workbench.stubs.tls import CCM_8, server_context

PATH = "/derp/1/derc?s=0&l=50"
CONTROLS = 10
PIN = 111115
NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 64; }}
http {{
  access_log off; keepalive_requests 1000000; tcp_nodelay on; default_type application/sep+xml;
  client_body_temp_path {folder}/nginx-1; proxy_temp_path {folder}/nginx-2; fastcgi_temp_path {folder}/nginx-3;
  uwsgi_temp_path {folder}/nginx-4; scgi_temp_path {folder}/nginx-5;
  open_file_cache max=8;
  server {{
    listen 127.0.0.1:{port} ssl; ssl_protocols TLSv1.2; ssl_ciphers {suite}; ssl_ecdh_curve prime256v1;
    ssl_certificate {chain}; ssl_certificate_key {key}; ssl_client_certificate {trust}; ssl_verify_client on;
    ssl_verify_depth 4; root {folder}/www;
  }}
}}
"""


async def _ours(folder: Path) -> None:
    from workbench.stubs.head_end import HeadEnd

    async with HeadEnd(server_context(_own(folder))) as head_end:
        head_end.exchanges.summary = True
        head_end.register(credentials(folder, "device", Standard.IEEE_2030_5).der, PIN)
        for number in range(CONTROLS):
            await head_end.issue(
                {"limit-active-power": 50.0, "connect-disconnect": True}, start=head_end.utility.now() + 100 + number,
                duration=3600,
            )  # fmt: skip
        print(head_end.endpoints[0].port, flush=True)
        await _input_ended()


async def _envoy(folder: Path) -> None:
    """A plain handler of aiohttp that builds the list with envoy-schema for each request, as a server by it does."""
    from aiohttp import web
    from envoy_schema.server.schema.sep2.der import DERControlListResponse

    document = DERControlListResponse.from_xml((folder / "www" / "list.xml").read_bytes())

    async def answer(request: web.Request) -> web.Response:
        body = document.to_xml(skip_empty=False, exclude_none=True)
        return web.Response(body=body, content_type="application/sep+xml")

    application = web.Application()
    application.router.add_get("/derp/1/derc", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=server_context(_own(folder)))
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await _input_ended()
    await runner.cleanup()


async def _nginx(folder: Path) -> None:
    own, port = _own(folder), _free_port()
    (folder / "www" / "derp" / "1").mkdir(parents=True, exist_ok=True)
    shutil.copy(folder / "www" / "list.xml", folder / "www" / "derp" / "1" / "derc")
    configuration = folder / "nginx.conf"
    configuration.write_text(
        NGINX.format(folder=folder, port=port, chain=own.chain, key=own.key, trust=own.trust, suite=CCM_8)
    )
    program = shutil.which("nginx")
    assert program
    process = subprocess.Popen([program, "-c", configuration], stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None and not _listens(port):
            await asyncio.sleep(0.05)
        if process.poll() is None:
            print(port, flush=True)
            await _input_ended()
    finally:
        process.terminate()
        process.wait(10)


def _own(folder: Path):
    return credentials(folder, "server", Standard.IEEE_2030_5)


def command(name: str, folder: Path) -> list[str]:
    """Return the command that serves by one of the servers of this module."""
    return [sys.executable, str(Path(__file__)), name, str(folder)]


if __name__ == "__main__":
    asyncio.run({"ours": _ours, "envoy": _envoy, "nginx": _nginx}[sys.argv[1]](Path(sys.argv[2])))
