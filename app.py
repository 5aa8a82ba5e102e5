"""The web app: routes for sign-in beside Streamlit's own, and the record opened at start.

Run it with ``make run``, or with ``streamlit run app.py``. Nothing happens at module level, since
Streamlit also executes this file once without a server.
"""

from __future__ import annotations

import streamlit as st
from starlette.middleware import Middleware

from workbench.screens.failure import say_failure
from workbench.screens.serving import lifespan, routes
from workbench.screens.wanted_page import WantedPage

app = st.App(
    "workbench/screens/script.py",
    routes=routes(),
    middleware=[Middleware(WantedPage)],
    lifespan=lifespan,
    on_script_error=say_failure,
)
