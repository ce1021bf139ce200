"""XML as a stream: one element after the other, each forgotten when it has been seen.

Entities are not resolved, nothing is fetched, and no part may be larger than libxml2 allows by itself.
"""

from collections.abc import Iterator

from lxml import etree

from sagsloft.sources.unpacking import Readable

__all__ = ["elements"]


def elements(file: Readable, *names: str) -> Iterator[etree._Element]:
    """Each element with one of these names, in any namespace, at its end. Raises XMLSyntaxError where it is no XML."""
    stream = etree.iterparse(
        file,
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in stream:
        yield element
        element.clear()
        earlier = element.getprevious()
        if earlier is not None and earlier.tag == element.tag:
            element.getparent().remove(earlier)
