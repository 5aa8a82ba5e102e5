"""Relations, views of links, statuses and other word lists: data, extendable by a record.

The shipped vocabulary is ``vocabulary.yaml`` beside this module. A record directory may bring its
own ``vocabulary.yaml``, which adds to it and never takes away.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from workbench.record.kind import WITHDRAWN
from workbench.record.kinds import KINDS, UnknownKind


class Relation(BaseModel):
    """A relation and the kinds that it may join; the source cites the target.

    ``"*"`` among the kinds means any.
    """

    model_config = ConfigDict(extra="forbid")

    name: str
    sources: list[str]
    targets: list[str]
    says: str = Field(description="What the link says, read from source to target.")
    says_back: str = Field(description="The same read from target to source.")
    acyclic: bool = Field(
        default=False, description="No circle of such links may stand: none of its items could come first."
    )

    def permits(self, source_kind: str, target_kind: str) -> bool:
        return ("*" in self.sources or source_kind in self.sources) and (
            "*" in self.targets or target_kind in self.targets
        )


class LinkView(BaseModel):
    """A field of grids, files and the command line that is really a link.

    Args:
        name: the field's name, such as ``meeting``.
        kind: kind of the item whose field it is; ``*`` for any.
        relation: the relation written.
        end: value of the link's ``end`` detail, for interfaces.
        reverse: the item is the target and the value the source.
        many: several codes may stand in it.
        ordered: the order of the codes is kept in the link's ``order`` detail.
        at_hop: each code says at which hop of a configuration it holds, as in ``PRO-HTTP@2``; kept in the
            link's ``hop`` detail.
    """

    model_config = ConfigDict(extra="forbid")

    name: str
    kind: str
    relation: str
    end: str | None = None
    reverse: bool = False
    many: bool = True
    ordered: bool = False
    at_hop: bool = False


class Vocabulary(BaseModel):
    """All word lists of a record."""

    model_config = ConfigDict(extra="forbid")

    relations: list[Relation] = Field(default_factory=list)
    views: list[LinkView] = Field(default_factory=list)
    destinations: dict[str, str] = Field(default_factory=dict)
    themes: list[str] = Field(default_factory=list)
    organisation_classes: list[str] = Field(default_factory=list)
    holders: list[str] = Field(default_factory=list)
    statuses: dict[str, list[str]] = Field(default_factory=dict)
    stages: list[str] = Field(default_factory=list)
    level_schemes: dict[str, dict[int, str]] = Field(default_factory=dict)

    def relation(self, name: str) -> Relation | None:
        return next((r for r in self.relations if r.name == name), None)

    def statuses_of(self, kind: str) -> tuple[str, ...]:
        """Statuses that an item of this kind may have, ``withdrawn`` always among them."""
        shipped = KINDS[kind].statuses
        added = [s for s in self.statuses.get(kind, []) if s not in shipped and s != WITHDRAWN]
        return (*shipped, *added, WITHDRAWN)

    def views_of(self, kind: str) -> dict[str, LinkView]:
        """Link views that items of this kind have, by field name."""
        return {v.name: v for v in self.views if v.kind in (kind, "*")}

    def extended(self, addition: dict[str, Any]) -> Vocabulary:
        """This vocabulary with another's entries added.

        Raises:
            ValueError: when the addition has another form or names an unknown kind.
        """
        more = Vocabulary.model_validate(addition)
        known = {r.name for r in self.relations}
        result = Vocabulary(
            relations=[*self.relations, *(r for r in more.relations if r.name not in known)],
            views=[*self.views, *more.views],
            destinations={**self.destinations, **more.destinations},
            themes=[*self.themes, *(t for t in more.themes if t not in self.themes)],
            organisation_classes=[
                *self.organisation_classes,
                *(c for c in more.organisation_classes if c not in self.organisation_classes),
            ],
            holders=[*self.holders, *(h for h in more.holders if h not in self.holders)],
            statuses={**self.statuses, **more.statuses},
            stages=more.stages or self.stages,
            level_schemes={**self.level_schemes, **more.level_schemes},
        )
        result.check()
        return result

    def check(self) -> None:
        """Refuse a vocabulary that speaks of kinds or relations that do not exist.

        Raises:
            UnknownKind: naming the relation, view or status list concerned.
        """
        for relation in self.relations:
            for kind in (*relation.sources, *relation.targets):
                if kind != "*" and kind not in KINDS:
                    raise UnknownKind(f"relation '{relation.name}' names '{kind}', which is no kind of item")
        for view in self.views:
            if view.kind != "*" and view.kind not in KINDS:
                raise UnknownKind(f"view '{view.name}' names '{view.kind}', which is no kind of item")
            if self.relation(view.relation) is None:
                raise UnknownKind(f"view '{view.name}' names '{view.relation}', which is no relation")
        for kind in self.statuses:
            if kind not in KINDS:
                raise UnknownKind(f"the status list of '{kind}' belongs to no kind of item")


def read_words(text: str) -> dict[str, Any]:
    """The entries of a ``vocabulary.yaml``, by the parser in C where PyYAML has it: every process reads one."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}


@cache
def shipped() -> Vocabulary:
    """The vocabulary that comes with the workbench, checked."""
    raw = read_words(files("workbench.record").joinpath("vocabulary.yaml").read_text("utf-8"))
    vocabulary = Vocabulary.model_validate(raw)
    vocabulary.check()
    return vocabulary
