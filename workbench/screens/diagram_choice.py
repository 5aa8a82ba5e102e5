"""What of the diagram is drawn and how: the switches above it, and the DOT text that follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from workbench.graph.architecture import pins
from workbench.graph.drawing import architecture_dot
from workbench.graph.drawing_difference import difference_dot
from workbench.graph.drawing_files import MARK_WORDS, UNSAVED_WORDS, architecture_foot
from workbench.graph.drawing_foot import Foot, moment_words
from workbench.graph.drawing_legend import Entry, drawn_legend, legend
from workbench.graph.laid_over import LaidOver
from workbench.graph.painting import SCHEMES, Paint, paints
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.graph.ways import way
from workbench.screens import diagram_levels, diagram_over
from workbench.screens.runs_seen import runs_seen

SHOWN = {"all": "Everything", "joined": "What is joined", "red": "Red lines only"}


@dataclass(frozen=True)
class Choice:
    """What is chosen above the drawing.

    Args:
        scheme: naming scheme of the levels, or None for the record's.
        shown: one of ``SHOWN``.
        by: one of ``SCHEMES``.
        dim: whether what is not red is dimmed.
        with_pins: whether the pins of issues are drawn.
        over: codes of the configurations that lie over it.
        edited: there are unsaved edits, and the drawing says what they change: by signs, not by colours.
    """

    scheme: str | None = None
    shown: str = "joined"
    by: str = "drawn"
    dim: bool = True
    with_pins: bool = True
    over: tuple[str, ...] = ()
    edited: bool = False

    def laid(self, snapshot: Snapshot) -> LaidOver | None:
        """The configurations that lie over the drawing, those that the snapshot has; None for none."""
        items = self._over(snapshot)
        return LaidOver.of([way(snapshot, item) for item in items]) if items else None

    def _over(self, snapshot: Snapshot) -> list[ItemView]:
        return [item for code in self.over if (item := snapshot.item(code)) is not None]

    def painted(self, snapshot: Snapshot) -> dict[str, Paint]:
        """How the interfaces are coloured; nothing where they are drawn as they are."""
        if self.over or self.edited:
            return {}
        return paints(snapshot, self.by, runs_seen() if self.by == "evidence" else ())

    def legend(self, snapshot: Snapshot, painted: Mapping[str, Paint]) -> list[Entry]:
        """What the colours of the drawing mean."""
        if painted:
            return legend(snapshot, painted)
        return drawn_legend(snapshot, dim=self.dim, red_only=self.shown == "red")

    def pinned(self, snapshot: Snapshot) -> Mapping[str, tuple[ItemView, ...]]:
        """The issues that are pinned to places in the drawing, by code of the place."""
        return pins(snapshot) if self.with_pins else {}

    def drawn_too(self, snapshot: Snapshot) -> list[ItemView]:
        """What else stands in the drawing beside boxes and lines: the pinned issues, and what lies over it."""
        return [
            *self._over(snapshot),
            *(issue for issues in self.pinned(snapshot).values() for issue in issues),
        ]

    def source(self, record: Snapshot, snapshot: Snapshot, *, as_file: bool = False) -> str:
        """The drawing as DOT text.

        Args:
            record: the record as it stands.
            snapshot: what is drawn: the record itself, or what it would be with the unsaved edits.
            as_file: with a foot that says what the page says around it.
        """
        codes = {place: [issue.code for issue in issues] for place, issues in self.pinned(snapshot).items()}
        joined_only, red_only = self.shown != "all", self.shown == "red"
        if snapshot is not record:
            return difference_dot(
                record,
                snapshot,
                self.scheme,
                dim_others=self.dim,
                joined_only=joined_only,
                red_only=red_only,
                may_show=lambda _: True,
                pins=codes,
                foot=self._edited_foot(record) if as_file else None,
            )
        painted, laid = self.painted(snapshot), self.laid(snapshot)
        return architecture_dot(
            snapshot,
            self.scheme,
            paints=painted,
            may_show=lambda _: True,
            pins=codes,
            laid=laid,
            foot=self._foot(snapshot, painted, laid, bool(codes)) if as_file else None,
            dim_others=self.dim,
            joined_only=joined_only,
            red_only=red_only,
        )

    def file(self, record: Snapshot, snapshot: Snapshot) -> str:
        """The drawing as DOT text for a file: without what is confidential, whoever asks for it."""
        drawn = record.public if snapshot is record else snapshot.public
        return self.source(record.public, drawn, as_file=True)

    def _foot(
        self, snapshot: Snapshot, painted: Mapping[str, Paint], laid: LaidOver | None, pinned: bool
    ) -> Foot:
        if laid is not None:
            return architecture_foot(
                snapshot, thick="hops in their order", pinned=pinned, remarks=laid.words()
            )
        by = (f"Coloured by: {SCHEMES[self.by].lower()}.",) if painted else ()
        return architecture_foot(snapshot, self.legend(snapshot, painted), pinned=pinned, remarks=by)

    def _edited_foot(self, record: Snapshot) -> Foot:
        title = f"Architecture{UNSAVED_WORDS}: {moment_words(record)}."
        return architecture_foot(record, title=title, pinned=self.with_pins, remarks=(MARK_WORDS,))


def choose(snapshot: Snapshot, *, edited: bool) -> Choice:
    """Draw the switches; every choice but the toggles stands in the address.

    Args:
        edited: there are unsaved edits, and the drawing says what they change.
    """
    schemes = list(snapshot.vocabulary.level_schemes)
    setting = str(snapshot.setting("level-scheme", ""))
    switches = st.container(horizontal=True, vertical_alignment="bottom")
    over = () if edited else diagram_over.choose(snapshot)
    with switches:
        by = st.segmented_control(
            "Colour by", list(SCHEMES), default="drawn", format_func=SCHEMES.__getitem__, key="diagram_by",
            bind="query-params", required=True, disabled=edited or bool(over),
        )  # fmt: skip
        shown = st.segmented_control(
            "Show", list(SHOWN), default="joined", format_func=SHOWN.__getitem__, key="diagram_show",
            bind="query-params", required=True,
        )  # fmt: skip
        scheme = None
        if len(schemes) > 1:
            scheme = st.selectbox(
                "Names of the levels", schemes, index=schemes.index(setting) if setting in schemes else 0,
                format_func=lambda name: name.replace("_", " "), key=diagram_levels.KEY, bind="query-params",
                width=220,
            )  # fmt: skip
        dim = st.toggle("Dim what is not red", value=True, key="diagram_dim", disabled=bool(over))
        with_pins = st.toggle("Pins of issues", value=True, key="diagram_pins")
    if over:
        st.caption(
            "Lines are drawn by the configuration that lies over them: colours and dimming rest until it is taken off."
        )
    if edited and by != "drawn":
        st.caption(f"The drawing says what your edits change; “{SCHEMES[by]}” is back when they are saved.")
    return Choice(scheme, shown or "joined", by or "drawn", dim, with_pins, over, edited)
