"""The walk over the tree of lines: headings give their sense to what stands under them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from workbench.exchange.minutes.agreements import (
    Layer,
    is_layer_name,
    is_modifier,
    layer_agreements,
    layers,
    motion,
)
from workbench.exchange.minutes.alternatives import inline_alternatives
from workbench.exchange.minutes.classify import classify
from workbench.exchange.minutes.cues import cues
from workbench.exchange.minutes.headings import is_section
from workbench.exchange.minutes.people import NAME
from workbench.exchange.minutes.proposals import MinutesProposal, titled
from workbench.exchange.minutes.remarks import FIELD, folded, is_head, paired, with_field
from workbench.exchange.minutes.sentences import Context, Sentence, sentences, taken_label
from workbench.exchange.minutes.structure import Node
from workbench.exchange.minutes.tables import read_table

_FOLLOWING = re.compile(r"\b(?:the\s+following|as\s+follows|below)\b", re.IGNORECASE)
_SPEAKER = re.compile(rf"^(?P<who>{NAME}|[A-Z]{{2,4}})(?:\s*\([^)]{{1,40}}\))?:\s+")
_SUBJECT = re.compile(
    r"^(?P<who>(?:(?:Dr|Mr|Ms|Mrs|Prof)\.?\s+)?[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+){0,2})(?:\s+\([^)]{1,40}\)|\s+(?:of|from)\s[^,.]{3,50}?)?"
    r"\s+(?:\w+ly\s+)?(?:\w+ed|is|was|will|to|has|had|can|could|would|said|says|went|gave|led|thinks|notes|asks|hopes|wishes|wants|suggests|spoke|told|brought|took)\s"
)
_ANSWER = re.compile(r"^(?:A|Ans(?:wer)?|Response|Reply|Resolution|Outcome)\s*\d*\s*[:.]\s", re.IGNORECASE)
_STILL_OPEN = re.compile(
    r"\b(?:open|ongoing|in\s+progress|carried\s+(?:over|forward)|pending|outstanding|not\s+yet|continues?|remains?)\b",
    re.IGNORECASE,
)


@dataclass
class Walk:
    """What is found on the way, and what a later line may still say of an earlier one."""

    found: list[MinutesProposal] = field(default_factory=list)
    announced: list[int] = field(default_factory=list)
    speaker: str = ""

    def nodes(self, nodes: list[Node], context: Context) -> None:
        """Read siblings in order."""
        index = 0
        while index < len(nodes):
            node = nodes[index]
            if node.line.role == "row":
                rows = [node]
                while index + 1 < len(nodes) and nodes[index + 1].line.role == "row":
                    index += 1
                    rows.append(nodes[index])
                self.found.extend(read_table([row.line for row in rows], context))
                index += 1
                continue
            answer = nodes[index + 1] if index + 1 < len(nodes) else None
            answered = (answer is not None and _ANSWER.match(answer.line.text)) or any(
                _ANSWER.match(c.line.text) for c in node.children
            )
            if answered and node.line.text.rstrip().endswith("?"):
                index += 1
                continue
            self.node(node, context)
            index += 1

    def node(self, node: Node, context: Context) -> None:
        label, start, _ = taken_label(node.line.text)
        labelled = label not in ("", "none", "remark") and start < len(node.line.text)
        bare = node.line.role == "heading" and not node.children and not is_section(node.line.text)
        if (
            node.senses is not None
            and not labelled
            and not bare
            and (node.children or node.line.role == "heading")
        ):
            self._announced(node, context)
        else:
            self._item(node, context)

    def _announced(self, node: Node, context: Context) -> None:
        """A heading or a lead-in with what stands under it."""
        text, senses = node.line.text, node.senses or ()
        if "ignore" in senses:
            return
        if is_head(node):
            senses = ("neutral",)
        if "review" in senses:
            self._review(node, context)
            return
        is_heading = node.line.role == "heading" or not cues().finite.search(text)
        topic = titled(text.rstrip(":–—- ")) if not is_head(node) else ""
        below = context.within(
            senses=tuple(s for s in senses if s != "neutral"), topic=topic, binds="", asserted_by=""
        )
        if senses == ("neutral",) and not is_heading:
            below = below.within(senses=(), topic=context.topic, question=context.question)
        owner = self._owner_of(text, context)
        if owner:
            below = below.within(owner=owner, speaker=owner)
            if context.under("action", "agreement", "open"):
                below = below.within(senses=context.senses, topic=context.topic)
        if options := inline_alternatives(text):
            whole = next(iter(sentences(node.line, context)))
            self.found.extend(
                Sentence(whole.text, node.line, whole.offset, context, extra={"quote": text}).propose(
                    "proposal", option, "The heading names it as an alternative.", question=topic
                )
                for option in options
            )
            below = below.within(senses=(), question=topic)
        elif "alternatives" in senses:
            below = below.within(
                question=re.sub(
                    r"^(?:alternatives?|options?)\b[^:]{0,40}:\s*", "", topic, flags=re.IGNORECASE
                )
            )
        elif is_heading and not below.senses:
            below = below.within(question="")
        elif not is_heading and not _FOLLOWING.search(text) and len(text.split()) > 6 and not owner:
            own = self._classified(node, context)
            if own:
                self._under(node, own, context)
                return
        elif is_heading and len(text.split()) > 3 and not below.senses and text.rstrip().endswith("?"):
            self._classified(node, context)
        if senses == ("agreement",) and not is_heading:
            below = self._reported(node, below)
        self._children(node, below)

    def _children(self, node: Node, context: Context) -> None:
        first = len(self.found)
        if (
            context.under("agreement")
            and all(not c.children or is_layer_name(c.line.text) for c in node.children)
            and self._layered(node, context)
        ):
            pass
        elif (
            context.under("open")
            and node.line.role != "heading"
            and all(not c.children for c in node.children)
        ):
            self.nodes(paired(node.children), context)
        else:
            self.nodes(node.children, context)
        if context.under("agreement"):
            self.announced = [
                i for i in range(first, len(self.found)) if self.found[i].kind == "agreement"
            ] or self.announced

    def _layered(self, node: Node, context: Context) -> bool:
        """Read a list of layers with their choices; False where the list is another one."""
        others: list[Node] = []
        leaves: list[Sentence] = []
        for child in node.children:
            for part in child.walk():
                bare = Context(context.almanac, context.directory, topic=context.topic)
                whole = Sentence(part.line.text, part.line, 0, context)
                trial = Walk()
                if not is_modifier(part.line.text):
                    trial._item(Node(part.line), bare)
                if trial.found and not any(p.kind == "agreement" for p in trial.found):
                    others.append(Node(part.line))
                else:
                    leaves.append(whole)
        grouped = layers(leaves)
        if grouped is None:
            return False
        for layer in grouped:
            if layer.label is None:
                for value in layer.values:
                    self._item(Node(value.line), context)
            else:
                self.found.extend(layer_agreements(layer))
        for other in others:
            self._item(other, Context(context.almanac, context.directory, topic=context.topic))
        return True

    def _item(self, node: Node, context: Context) -> None:
        """A plain line with what stands under it."""
        before = len(self.found)
        if (
            node.children
            and context.under("agreement")
            and is_layer_name(node.line.text)
            and all(not c.children for c in node.children)
        ):
            layer = Layer(Sentence(node.line.text, node.line, 0, context))
            whole = [Sentence(c.line.text, c.line, 0, context) for c in node.children]
            grouped = layers([layer.label, *whole]) if layer.label else None
            if grouped and len(grouped) == 1:
                self.found.extend(layer_agreements(grouped[0]))
                return
        own = self._classified(node, context)
        if not node.children:
            return
        if own:
            self._under(node, own, context)
            return
        below = context.within(speaker=self.speaker)
        if not cues().finite.search(node.line.text):
            below = below.within(topic=titled(node.line.text))
        del before
        self.nodes(node.children, below)

    def _classified(self, node: Node, context: Context) -> list[MinutesProposal]:
        """Classify the sentences of a line, keep what is found, and return it."""
        start = 0
        speaker = "" if context.under("action") else self._speaker_prefix(node.line.text, context)
        if speaker:
            self.speaker = speaker
            start = node.line.text.index(":") + 1
        parts = list(sentences(node.line, context))
        if start:
            shifted = replace(node.line, text=" " * start + node.line.text[start:])
            parts = [
                replace(s, line=node.line, text=s.text.strip())
                for s in sentences(shifted, context)
                if s.text.strip()
            ]
        if (carried := motion(parts)) is not None:
            self.found.append(carried)
            return [carried]
        own: list[MinutesProposal] = []
        said = ""
        for part in parts:
            part = replace(part, context=context.within(speaker=self.speaker))
            own = folded(own, classify(part), part, said)
            said = part.text
            subject = _SUBJECT.match(part.text)
            owner = context.directory.owner(subject["who"]) if subject else None
            if owner is not None and owner.individual and not owner.pronoun:
                self.speaker = owner.words
        for proposal in own:
            self._doubt(proposal, context)
        self.found.extend(own)
        return own

    def _under(self, node: Node, own: list[MinutesProposal], context: Context) -> None:
        """Lines under one that was proposed: fields, remarks, or proposals of their own."""
        parent = own[-1]
        place = len(self.found) - 1
        plain = not cues().finite.search(node.line.text) and not node.line.text.rstrip().endswith("?")
        notes: list[str] = []
        for child in node.children:
            if (named := FIELD.match(child.line.text)) is not None:
                parent = with_field(parent, named, context)
                continue
            trial = Walk(speaker=self.speaker)
            trial.nodes(
                [child],
                Context(
                    context.almanac,
                    context.directory,
                    topic=context.topic,
                    question=context.question,
                    speaker=self.speaker,
                ),
            )
            kinds = {proposal.kind for proposal in trial.found}
            short = len(child.line.text.split()) <= 6 and not child.line.text.rstrip().endswith("?")
            same = (plain and kinds <= {parent.kind}) or (
                parent.kind != "issue" and short and kinds <= {"issue"}
            )
            if trial.found and not same:
                self.found.extend(trial.found)
            else:
                notes.extend(part.line.text for part in child.walk())
        detail = dict(parent.detail)
        if notes:
            detail["notes"] = [*detail.get("notes", []), *notes]
        title = parent.title
        if plain and parent.kind == "issue" and len(notes) == 1:
            title = titled(f"{title}: {notes[0]}")
        self.found[place] = replace(parent, title=title, detail=detail)

    def _doubt(self, proposal: MinutesProposal, context: Context) -> None:
        """Mark the agreements that were announced before as questioned."""
        if not proposal.detail.get("questions_agreement"):
            return
        places = self.announced or [
            i for i, p in enumerate(self.found) if p.kind == "agreement" and 0 <= proposal.line - p.line <= 6
        ]
        for place in places:
            agreement = self.found[place]
            detail = {**agreement.detail, "questioned": proposal.quote}
            if context.almanac.meeting:
                detail["questioned_on"] = context.almanac.meeting.isoformat()
            self.found[place] = replace(agreement, status="questioned", detail=detail)

    def _review(self, node: Node, context: Context) -> None:
        """Actions of an earlier meeting: only those still open are of interest."""
        below = context.within(senses=("action",))
        for part in node.walk():
            if part is node or part.line.role == "row":
                continue
            if cues().has("done", part.line.text):
                continue
            if _STILL_OPEN.search(part.line.text):
                self._classified(part, below)
                continue
            before = len(self.found)
            self._classified(part, context.within(senses=()))
            self.found[before:] = [
                p for p in self.found[before:] if p.kind in ("action", "agreement", "meeting")
            ]
        rows = [part.line for part in node.walk() if part.line.role == "row"]
        if rows:
            self.found.extend(read_table(rows, below))

    def _reported(self, node: Node, below: Context) -> Context:
        """Who reports the agreements announced here, and for whom."""
        sentence = next(iter(sentences(node.line, below)), None)
        if sentence is None:
            return below
        match = cues().first("agreement", sentence.core) or cues().first("agreement", sentence.text)
        subject = (match.groupdict().get("subject") or "") if match else ""
        return below.within(binds=subject, asserted_by=sentence.speaker)

    def _owner_of(self, text: str, context: Context) -> str:
        """The owner that a line such as "Maria will:" or "Lee Park:" gives to those under it."""
        bare = text.rstrip(":–—- ").strip()
        if bare == text.strip() or len(bare.split()) > 6:
            return ""
        bare = re.sub(
            r"\s+(?:will|shall|to|is\s+to|are\s+to|agreed\s+to|volunteered\s+to|actions?|tasks?)$",
            "",
            bare,
            flags=re.IGNORECASE,
        )
        owner = context.directory.owner(bare)
        return (
            owner.words
            if owner is not None and not owner.pronoun and (owner.certain or context.under("action"))
            else ""
        )

    def _speaker_prefix(self, text: str, context: Context) -> str:
        match = _SPEAKER.match(text)
        if match is None or taken_label(text)[0]:
            return ""
        owner = context.directory.owner(match["who"])
        if owner is None or not owner.individual:
            return ""
        says = context.directory.knows(owner.words) or len(text[match.end() :].split()) >= 4
        return match["who"] if says else ""
