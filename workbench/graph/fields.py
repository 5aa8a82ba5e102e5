"""The fields that items of a kind have, for grids, files, queries and forms.

A field is one of the common ones (title, text, status), one of the kind's detail model, or a view of
links (``meeting``). Everything that reads or writes values by a field's name asks here for its form.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from workbench.graph.hop_marks import marked
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.record.kind import FOREIGN, DateSpec, Kind
from workbench.record.kinds import KINDS, UnknownKind, kind_named, kind_of_code
from workbench.record.vocabulary import LinkView, Vocabulary, shipped

Form = Literal[
    "code", "text", "choice", "choices", "integer", "yes-no", "date", "dates", "list", "links", "date-words",
    "pairs", "any",
]  # fmt: skip
"""The forms that a value can have: ``date-words`` is a DateSpec, ``pairs`` a small document."""

COMMON = ("code", "title", "text", "status", "revision")
READ_ONLY = frozenset({"code", "revision"})
_LONG = frozenset({
    "text", "disposition", "readiness_reason", "questioned", "disputed", "advantages", "drawbacks",
    "exact_words", "implements", "seen",
})  # fmt: skip


@dataclass(frozen=True)
class FieldSpec:
    """One field of a kind.

    Args:
        form: form of the value.
        choices: values that are allowed, for choices; empty where anything goes.
        many: several values may stand in it.
        long: running text rather than a word or a line.
        view: the link view behind the field, for links.
        ends: kinds that the codes of a link view may have.
        says: what the field holds, where its model says so.
    """

    name: str
    form: Form
    choices: tuple[str, ...] = ()
    many: bool = False
    long: bool = False
    view: LinkView | None = None
    ends: tuple[str, ...] = ()
    says: str = ""

    @property
    def label(self) -> str:
        """The field's name as headings print it."""
        return self.name.replace("_", " ")

    @property
    def read_only(self) -> bool:
        return self.name in READ_ONLY


def fields_of(kind: str, vocabulary: Vocabulary | None = None) -> dict[str, FieldSpec]:
    """Every field of a kind by its name: common ones first, then detail, then link views.

    Args:
        kind: singular name of the kind.
        vocabulary: the record's word lists; the shipped ones when None.

    Raises:
        UnknownKind: when there is no such kind.
    """
    found = kind_named(kind)
    words = vocabulary or shipped()
    specs = [
        FieldSpec("code", "code", says="The item's code, never used again."),
        FieldSpec("title", "text"),
        FieldSpec("status", "choice", choices=words.statuses_of(found.name)),
    ]
    for name, (form, choices, says) in _detail_forms(found.name).items():
        if name == "destination":
            form, choices = "choices", tuple(words.destinations)
        many = form in ("choices", "dates", "list")
        specs.append(FieldSpec(name, form, choices, many=many, long=name in _LONG, says=says))
    for name, view in words.views_of(found.name).items():
        specs.append(FieldSpec(name, "links", many=view.many, view=view, ends=_ends(view, words)))
    specs.append(FieldSpec("text", "text", long=True))
    specs.append(FieldSpec("revision", "integer", says="Counts every change of the item."))
    return {spec.name: spec for spec in specs}


def field_value(snapshot: Snapshot, item: ItemView, spec: FieldSpec) -> Any:
    """The value of a field as grids show it.

    Dates are ``date``, absent values None (text: empty), link views lists of codes, where a citation
    of a line of a source reads ``SRC-MIN-2014-06-12#L14`` and a protocol at a hop ``PRO-HTTP@2``.
    """
    if spec.view is not None:
        return _cited_codes(snapshot, item, spec.view)
    value = item.value(spec.name)
    if spec.form == "text":
        return value or ""
    if spec.many:
        return [date.fromisoformat(v) if spec.form == "dates" else v for v in value or []]
    if spec.form == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    if spec.form == "pairs" and not value:
        return None
    return value


def field_fault(kind: str, name: str, value: Any) -> str:
    """What the kind's detail model has against a value of one field; empty when nothing.

    Args:
        kind: singular name of the kind.
        name: name of the field; one that is not in the detail model is never refused here.
        value: the value in stored form.
    """
    model = kind_named(kind).detail
    if name not in model.model_fields:
        return ""
    try:
        model.__pydantic_validator__.validate_assignment(model.model_construct(), name, value)
    except ValidationError as error:
        says = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        return says[:1].lower() + says[1:]
    return ""


def _cited_codes(snapshot: Snapshot, item: ItemView, view: LinkView) -> list[str]:
    if view.at_hop:
        ends = [(x, snapshot.items.get(x.target)) for x in snapshot.out(item, view.relation)]
        # By hop first: a grid reads them in the order of the path.
        ends.sort(key=lambda end: (end[0].detail.get("hop") or 0, end[1].code if end[1] else ""))
        return [marked(end.code, link.detail) for link, end in ends if end is not None]
    codes = snapshot.view_codes(item, view)
    if view.relation != "derived-from":
        return codes
    lines: dict[str, list[Any]] = {}
    for link in snapshot.out(item, view.relation):
        end = snapshot.items.get(link.target)
        if end is not None:
            lines.setdefault(end.code, []).append(link.detail.get("line"))
    cited = []
    for code in dict.fromkeys(codes):
        for line in sorted(lines.get(code, [None]), key=lambda n: (n is not None, n or 0)):
            cited.append(code if line is None else f"{code}#L{line}")
    return cited


def _ends(view: LinkView, vocabulary: Vocabulary) -> tuple[str, ...]:
    relation = vocabulary.relation(view.relation)
    if relation is None:
        return ()
    kinds = relation.sources if view.reverse else relation.targets
    return tuple(KINDS) if "*" in kinds else tuple(kinds)


@lru_cache(maxsize=64)
def _detail_forms(kind: str) -> Mapping[str, tuple[Form, tuple[str, ...], str]]:
    forms = {}
    for name, info in KINDS[kind].detail.model_fields.items():
        if name == FOREIGN:  # belongs to other tools: no grid, form or filter of ours has it
            continue
        form, choices = _form(info.annotation)
        forms[name] = (form, choices, info.description or "")
    certainty = forms.pop("certainty")
    return {**forms, "certainty": certainty}


def _form(annotation: Any) -> tuple[Form, tuple[str, ...]]:
    """The form of an annotation of a detail model, with its choices."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        inner = [a for a in arguments if a is not type(None)]
        return _form(inner[0]) if len(inner) == 1 else ("any", ())
    if origin is Literal:
        return "choice", tuple(arguments)
    if origin is list:
        form, choices = _form(arguments[0])
        plural: dict[str, Form] = {"text": "list", "choice": "choices", "date": "dates"}
        return plural.get(form, "any"), choices
    if origin is dict:
        return "pairs", ()
    plain: dict[Any, Form] = {
        str: "text",
        bool: "yes-no",
        int: "integer",
        date: "date",
        DateSpec: "date-words",
    }
    if annotation in plain:
        return plain[annotation], ()
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "pairs", ()
    return "any", ()


__all__ = [
    "COMMON", "KINDS", "READ_ONLY", "FieldSpec", "Form", "Kind", "UnknownKind", "Vocabulary", "field_fault",
    "field_value", "fields_of", "kind_named", "kind_of_code",
]  # fmt: skip
