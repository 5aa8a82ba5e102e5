"""The resources of IEEE 2030.5-2018 that CSIP needs, as classes whose fields are named and ordered as in the schema.

Fields that are attributes of an element say so in their type; a class that has a base has the base's elements
first. ``workbench.stubs.ieee2030_5.documents`` reads and writes them.
"""

from workbench.stubs.ieee2030_5.resources import base, der, devices, messages, metering, programs
from workbench.stubs.ieee2030_5.resources.base import Error, Resource

DOCUMENTS: dict[str, type[Resource] | type[Error]] = {
    kind.__name__: kind
    for module in (base, devices, programs, der, metering, messages)
    for kind in vars(module).values()
    if isinstance(kind, type) and (issubclass(kind, Resource) or kind is Error)
}
"""Every class that can be a document of its own, by the name of its element."""

__all__ = ["DOCUMENTS", "base", "der", "devices", "messages", "metering", "programs"]
