"""Where do the marks of a drawing stand? Read out of its SVG."""

import re

from lxml import etree

HIGH = 22
"""Of a bar that is divided."""


def parsed(svg):
    return etree.fromstring(svg.encode())


def height(svg):
    return float(parsed(svg).get("viewBox").split()[3])


def place(element):
    """Where a mark stands, in the drawing's units."""
    groups = [each.get("transform", "") for each in (element, *element.iterancestors())]
    pairs = [[float(part) for part in re.findall(r"-?[\d.]+", each)] for each in groups if "translate" in each]
    return tuple(sum(part) for part in zip(*pairs, strict=True))


def marks(svg, kind, **attributes):
    found = parsed(svg).iter(f"{{*}}{kind}")
    return [each for each in found if all(each.get(name.replace("_", "-")) == a for name, a in attributes.items())]


def texts(svg):
    return {each.text: place(each) for each in marks(svg, "text")}


def lines(svg, **attributes):
    """Where the lines begin and end: x, y, x2, y2."""
    found = []
    for each in marks(svg, "line", **attributes):
        x, y = place(each)
        found.append((x, y, x + float(each.get("x2", 0)), y + float(each.get("y2", 0))))
    return found


def boxes(svg, fill):
    """The parts of bars with that fill, not those of the key, each as x, y, breadth, height."""
    paths = [each.get("d") for each in marks(svg, "path", fill=fill)]
    found = [re.fullmatch(r"M([-\d.]+),([-\d.]+)h([\d.]+)v([\d.]+)h.*", path) for path in paths if "h" in path]
    drawn = [tuple(map(float, each.groups())) for each in found if each]
    return [each for each in drawn if each[3] == HIGH]


def dots(svg, fill):
    return [place(each) for each in marks(svg, "path", fill=fill) if "A" in each.get("d")]
