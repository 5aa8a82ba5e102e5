"""StrictDoc by its own classes, run by the interpreter of an environment that has it: read and check a folder.

It knows no suspect links. What it checks is that every relation leads to a node and that none goes round in a
circle, while it builds its index of traceability; no page is rendered, and of all formats only its own is loaded.
The last line that is printed is JSON: the seconds of the processor of each check of the documents once they
are in memory, and the nodes that cite the one that was named.
"""

from __future__ import annotations

import json
import sys
import time

from strictdoc.backend.sdoc.sdoc_format import SDocFormat
from strictdoc.core.project_config import ProjectConfig
from strictdoc.core.traceability_index_builder import TraceabilityIndexBuilder
from strictdoc.helpers.parallelizer import NullParallelizer


def main(folder: str, output: str, edited: str, turns: int) -> None:
    """Read the documents, those that did not change from StrictDoc's cache, and check them; then check again."""
    config = ProjectConfig(formats=[SDocFormat()])
    config.input_paths, config.output_dir = [folder], output
    config.validate_and_finalize()
    index = TraceabilityIndexBuilder.create(
        project_config=config, parallelizer=NullParallelizer(), skip_source_files=True
    )
    seconds = []
    for _ in range(turns):
        start = time.process_time()
        index = TraceabilityIndexBuilder.create_from_document_tree(index.document_tree, config)
        seconds.append(time.process_time() - start)
    citing = index.get_children_requirements(index.get_node_by_uid(edited))
    print(json.dumps({"seconds": seconds, "suspect": sorted(node.reserved_uid for node in citing)}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
