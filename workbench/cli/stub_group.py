"""Commands that run the reference stubs: devices over real sockets."""

from __future__ import annotations

import typer

from workbench.cli import (
    stub_aggregator,
    stub_gateways,
    stub_head_end,
    stub_inverter,
    stub_keys,
    stub_media,
    stub_run,
)
from workbench.cli.commands import RUNNING


def add_to(app: typer.Typer) -> None:
    """Register ``stub`` with its commands."""
    group = typer.Typer(
        no_args_is_help=True,
        help="Run reference devices over real sockets: inverter, gateways, head-end, aggregator.",
    )
    for part in (
        stub_inverter,
        stub_gateways,
        stub_aggregator,
        stub_head_end,
        stub_run,
        stub_keys,
        stub_media,
    ):
        part.add_to(group)
    app.add_typer(group, name="stub", rich_help_panel=RUNNING)
