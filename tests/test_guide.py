"""The guides say what the workbench does: the kinds of items, their files and codes, the record's form."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from scripts import commands_page, fields_page
from workbench.cli import app
from workbench.exchange.record_directory import RecordHeader
from workbench.graph.query import QueryError, parse, select
from workbench.graph.reading import SNAPSHOTS
from workbench.process.keeping import Database
from workbench.process.testimony_comments import ANSWER_FIELDS, RESOLUTION_FIELDS
from workbench.record.kinds import KINDS, kind_of_code

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "guide"


def test_the_form_of_a_record_names_every_kind_with_its_file_and_code() -> None:
    rows = re.findall(
        r"^\| ([A-Z][^|]*) \| `([a-z-]+)` \| (.*) \|$", (GUIDE / "records.md").read_text(), re.MULTILINE
    )
    assert [(label, plural) for label, plural, _ in rows] == [
        (kind.label, kind.plural) for kind in KINDS.values()
    ]
    for label, _, codes in rows:
        for code in re.findall(r"`([^`…]+)`", codes):
            kind = kind_of_code(code)
            assert kind is not None, f"{code} is no code"
            assert kind.label == label


def test_the_example_of_a_record_is_one() -> None:
    [example, said] = re.findall(r"```yaml\n(.*?)```", (GUIDE / "records.md").read_text(), re.DOTALL)
    assert RecordHeader.model_validate(yaml.safe_load(example)).steps[0].step == "first-meeting"
    (comment, _) = yaml.safe_load(said)
    assert comment["resolution"].keys() == set(RESOLUTION_FIELDS)
    assert comment["resolution"]["answer"].keys() == set(ANSWER_FIELDS)


@pytest.mark.parametrize("name", sorted(path.name for path in GUIDE.glob("*.md")))
def test_every_guide_is_linked_from_the_first_page(name: str) -> None:
    assert name == "README.md" or f"({name})" in (GUIDE / "README.md").read_text()


def test_the_page_of_the_commands_says_what_they_say_themselves() -> None:
    assert commands_page.PAGE.read_text(encoding="utf-8") == commands_page.page(), "run `make docs`"


def test_the_page_of_the_fields_says_what_the_kinds_say() -> None:
    assert fields_page.PAGE.read_text(encoding="utf-8") == fields_page.page(), "run `make docs`"


def _queries_of_the_guide() -> list[str]:
    """Return every query on the page of the filter language: those of its tables and those alone in a block."""
    text = (GUIDE / "query.md").read_text()
    queries = [block.strip() for block in re.findall(r"^```\n(kind=.*)\n```$", text, re.MULTILINE)]
    for table in re.findall(r"^\| written \|.*\n(?:\|.*\n)+", text, re.MULTILINE):
        for row in table.splitlines()[2:]:
            queries += re.findall(r"`((?:[^`\\]|\\.)+)`", re.split(r"(?<!\\)\|", row)[1])
    for row in re.findall(r"^\| .* \| `([^`]+)` \|$", text, re.MULTILINE):
        queries.append(row)
    return [query.replace("\\|", "|") for query in queries]


@pytest.mark.parametrize("query", _queries_of_the_guide())
def test_every_query_of_the_guide_can_be_asked_of_the_bundled_record(bundled: Database, query: str) -> None:
    select(SNAPSHOTS.get(bundled), query, runs=list)


def test_the_guide_of_queries_has_them_all_under_test() -> None:
    assert len(_queries_of_the_guide()) >= 38
    for operator in ("=", "!=", "<", "<=", ">", ">=", "~", "!~"):
        assert any(
            re.match(rf"[a-z-]+{re.escape(operator)}[^=~]", query) for query in _queries_of_the_guide()
        )


def test_the_commands_of_the_guide_of_queries_run_and_its_refusal_is_word_for_word(
    bundled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", str(bundled.path))
    monkeypatch.chdir(tmp_path)
    text = (GUIDE / "query.md").read_text()
    for example in re.findall(r"^workbench (.*)$", text, re.MULTILINE):
        done = CliRunner().invoke(app, shlex.split(example))
        assert done.exit_code == 0, f"{example}: {done.output}"
    sentence, query, mark = re.findall(r"^```\n('staus'.*)\n  (.*)\n  (.*)\n```$", text, re.MULTILINE)[0]
    with pytest.raises(QueryError) as refused:
        parse(query)
    assert str(refused.value) == sentence
    assert refused.value.pointed(query) == (query, mark)


@pytest.mark.parametrize("name", sorted(path.name for path in (GUIDE.parent / "decisions").glob("0*.md")))
def test_every_decision_is_listed_and_has_its_parts(name: str) -> None:
    page = (GUIDE.parent / "decisions" / name).read_text()
    assert f"({name})" in (GUIDE.parent / "decisions" / "README.md").read_text()
    assert page.startswith(f"# {name[:4]} ")
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert re.search(r"^\* Date: \d{4}-\d{2}-\d{2}$", page, re.MULTILINE)
    assert re.search(r"^\* Status: (proposed|accepted|superseded by \d{4})$", page, re.MULTILINE)


def test_the_examples_for_an_engineer_run_in_their_order(
    bundled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = re.findall(r"^\.venv/bin/workbench (.*)$", (GUIDE / "engineer.md").read_text(), re.MULTILINE)
    assert len(examples) >= 8
    monkeypatch.setenv("DATABASE_URL", str(bundled.path))
    monkeypatch.chdir(tmp_path)
    for example in examples:
        done = CliRunner().invoke(app, shlex.split(example))
        assert done.exit_code == 0, f"{example}: {done.output}"


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *(f"docs/guide/{p.name}" for p in GUIDE.glob("*.md"))]
)
def test_every_command_that_a_page_names_exists(page: str) -> None:
    known = re.findall(r"^## ([a-z]+)", commands_page.page(), re.MULTILINE)
    code = re.findall(r"```.*?```|`[^`\n]+`", (ROOT / page).read_text(), re.DOTALL)
    named = re.findall(r"(?:^|[`/ ])workbench ([a-z]+)", "\n".join(code), re.MULTILINE)
    assert set(named) <= set(known)
