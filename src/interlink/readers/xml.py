"""XML, streamed record by record; entities are never expanded and nothing is fetched.

An element becomes a tree of dicts: attributes as `@name`, repeated children as lists, text beside
children as `#text`. Namespaces are dropped from names; paths are local names.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from interlink.errors import ReadError
from interlink.readers.nested import Node, TableBuilder
from interlink.readers.table import Batch, FileFormat

__all__ = ["edition", "read", "record"]

RECORDS_PER_BATCH = 20_000


def read(path: Path, fmt: FileFormat) -> Iterator[Batch]:
    """Batches of at most 20,000 records; rows are counted for each table's path on its own.

    Raises
    ------
    ReadError   truncated, not XML, entities declared, nested deeper than 256 (libxml2's limit),
                or none of the source's paths found
    """
    wanted = {fmt.tables[name].path: name for name in fmt.main_tables}
    counts = dict.fromkeys(wanted, 0)
    builder = TableBuilder(fmt.tables)
    pending = 0
    root = ""
    for at, element in _elements(path, fmt, set(wanted)):
        if not root:
            root = "/" + at.split("/")[1]
        if at in wanted:
            counts[at] += 1
            builder.add(wanted[at], _node(element), row=counts[at], path=at)
            pending += 1
            if pending == RECORDS_PER_BATCH:
                yield builder.take()
                pending = 0
    if not any(counts.values()):
        raise ReadError(
            f"{path}: no element at {' or '.join(wanted)}; the file's root is {root or 'missing'}."
            " Is this the file the source expects?"
        )
    if pending:
        yield builder.take()


def record(path: Path, fmt: FileFormat, where: str | None, row: int) -> str:
    """The element as received."""
    seen = 0
    for at, element in _elements(path, fmt, {where or ""}):
        if at == where:
            seen += 1
            if seen == row:
                return etree.tostring(element, encoding="unicode", with_tail=False)
    raise ReadError(f"{path}: has no element {where}[{row}]")


def edition(path: Path, fmt: FileFormat, at: str) -> str | None:
    """The attribute `/ROOT/@name` or the first element at path `at`."""
    if "/@" in at:
        element_path, name = at.rsplit("/@", 1)
        for found, element in _elements(path, fmt, set(), events=("start",)):
            return element.get(name) if found == element_path else None
        return None
    for found, element in _elements(path, fmt, {at}):
        if found == at:
            return (element.text or "").strip() or None
    return None


def _elements(
    path: Path, fmt: FileFormat, keep: set[str], *, events: tuple[str, ...] = ("start", "end")
) -> Iterator[tuple[str, etree._Element]]:
    """Each element's path and, once complete, the element itself for the paths in `keep`.

    What is not kept is freed as it passes, so memory is that of one record.
    """
    if not path.is_file():
        raise ReadError(f"{path}: no such file. Check the path.")
    declared = None if fmt.encoding.lower() in ("utf-8", "utf8") else fmt.encoding
    stack: list[str] = []
    depth_kept = 0
    checked = False
    try:
        for event, element in etree.iterparse(
            str(path),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            encoding=declared,
        ):
            if not checked:
                _refuse_entities(path, element)
                checked = True
            if event == "start":
                stack.append(_local(element))
                at = "/" + "/".join(stack)
                depth_kept += at in keep
                if "start" in events and (len(stack) == 1 or "end" not in events):
                    yield (at, element) if "end" not in events else (at + "/", element)
                continue
            at = "/" + "/".join(stack)
            if at in keep:
                yield at, element
                depth_kept -= 1
            stack.pop()
            if depth_kept == 0:
                element.clear(keep_tail=False)
                while element.getprevious() is not None:
                    del element.getparent()[0]  # type: ignore[union-attr]
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise ReadError(
            f"{path}: line {line}, column {column}: {error.msg}. The file is damaged or cut short; ask for it again."
        ) from None


def _refuse_entities(path: Path, element: etree._Element) -> None:
    dtd = element.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise ReadError(f"{path}: declares XML entities, which are never expanded here. Ask for a file without a DTD.")


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _node(element: etree._Element) -> Node:
    children: dict[str, list[Node]] = {}
    for name, value in element.attrib.items():
        children.setdefault("@" + str(etree.QName(name).localname), []).append(str(value))
    for child in element:
        if isinstance(child.tag, str):
            children.setdefault(_local(child), []).append(_node(child))
    if not children:
        return element.text
    if element.text and element.text.strip():
        children["#text"] = [element.text]
    return {key: values[0] if len(values) == 1 else list(values) for key, values in children.items()}
