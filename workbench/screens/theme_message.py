"""The theme in every run's first message, made once: it does not change while a server runs.

Streamlit makes it anew in each run from some three hundred settings, which took a seventh of the processor time of
a server whose visitors answer a call.
"""

from __future__ import annotations

from collections.abc import Callable

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

Populate = Callable[..., None]


def kept_theme(populate: Populate) -> Populate:
    """A maker of the theme's message that asks the one given once for each section.

    Args:
        populate: puts the theme of a section of the settings into a message.
    """
    made: dict[str, CustomThemeConfig] = {}

    def kept(msg: CustomThemeConfig, section: str = "theme") -> None:
        if section not in made:
            fresh = CustomThemeConfig()
            populate(fresh, section)
            made[section] = fresh
        # A section without settings stays absent, and is not there as an empty one.
        if made[section].ByteSize():
            msg.MergeFrom(made[section])

    return kept


def keep_theme() -> None:
    """Let Streamlit make the theme once; with an edition of it that works otherwise, nothing is changed."""
    populate = getattr(app_session, "_populate_theme_msg", None)
    if populate is not None and not getattr(populate, "is_kept", False):
        kept = kept_theme(populate)
        kept.is_kept = True  # type: ignore[attr-defined]
        app_session._populate_theme_msg = kept
