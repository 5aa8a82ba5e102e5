"""The theme in every run's first message is made once, and is the same message."""

from __future__ import annotations

import pytest
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from workbench.screens import theme_message

POPULATE = app_session._populate_theme_msg
SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar")


def whole(populate: theme_message.Populate) -> CustomThemeConfig:
    message = CustomThemeConfig()
    populate(message)
    populate(message.light, "theme.light")
    populate(message.dark, "theme.dark")
    populate(message.sidebar, "theme.sidebar")
    return message


def test_the_kept_theme_is_the_one_that_streamlit_makes() -> None:
    asked: list[str] = []

    def counting(message: CustomThemeConfig, section: str = "theme") -> None:
        asked.append(section)
        POPULATE(message, section)

    kept = theme_message.kept_theme(counting)
    plain = whole(POPULATE)
    assert plain.ByteSize(), "the workbench has colours of its own"
    for _ in range(3):
        made = whole(kept)
        assert made == plain
        assert made.HasField("sidebar") == plain.HasField("sidebar")
    assert sorted(asked) == sorted(SECTIONS)


def test_keeping_it_twice_wraps_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_session, "_populate_theme_msg", POPULATE)
    theme_message.keep_theme()
    once = app_session._populate_theme_msg
    assert once is not POPULATE
    theme_message.keep_theme()
    assert app_session._populate_theme_msg is once


def test_another_edition_of_streamlit_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(app_session, "_populate_theme_msg")
    theme_message.keep_theme()
    assert not hasattr(app_session, "_populate_theme_msg")
