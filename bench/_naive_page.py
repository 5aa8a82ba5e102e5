"""The same call as most would write the page first: everything in one script, read anew in every run.

``bench/positions_under_load.py`` serves it beside the workbench, with Streamlit as it comes.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pandas as pd
import streamlit as st

from workbench.graph.ballots import ballots
from workbench.graph.ballots.words import POSITIONS
from workbench.graph.reading import read_snapshot
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.keeping import open_database
from workbench.process.sign_in import actor_of, cookie_name

st.set_page_config(page_title="Call", layout="wide")
code, organisation = st.query_params["call"], st.query_params["organisation"]
place = f"{code}_{organisation}"
database, _ = open_database(os.environ["NAIVE_DB"])
actor = actor_of(database, st.context.cookies.get(cookie_name(database)))
with database.read() as session:
    snapshot = read_snapshot(session)
    ballot = ballots(session, code=code)[0]

st.title(ballot.question)
st.markdown(snapshot.by_code[ballot.item].text)
position = st.radio(
    "Position", list(POSITIONS), index=None, format_func=POSITIONS.__getitem__, key=f"call_position_{place}"
)
reason = st.text_area("Reason", key=f"call_reason_{place}")
if st.button("Send the position", key=f"call_send_{place}") and actor is not None and position is not None:
    receipt = take_position(database, actor, NewPosition(code, organisation, position, reason))
    st.success(f"{receipt.sentence()} Receipt {receipt.receipt}")
with database.read() as session:
    latest = ballots(session, code=code)[0].latest()
st.dataframe(
    pd.DataFrame(
        [
            {"Organisation": name, "Position": latest[c].position if c in latest else "no answer"}
            for c, name in ballot.addressees
        ]
    )
)
database.close()
