"""XML, streamed record by record; entities are never expanded and nothing is fetched.

An element becomes a tree of dicts: attributes as `@name`, repeated children as lists, text beside
children as `#text`. Namespaces are dropped from names; paths are local names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml import etree

from interlink.errors import ReadError
from interlink.readers.nested import Node, TableBuilder
from interlink.readers.table import Batch, FileFormat

__all__ = ["edition", "read", "records"]

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
    for at, element in _elements(path, fmt, set(wanted)):
        counts[at] += 1
        builder.add(wanted[at], _node(element), row=counts[at], path=at)
        pending += 1
        if pending == RECORDS_PER_BATCH:
            yield builder.take()
            pending = 0
    if not any(counts.values()):
        raise ReadError(
            f"{path}: no element at {' or '.join(wanted)}; the file's root is /{_root(path)}."
            " Is this the file the source expects?"
        )
    if pending:
        yield builder.take()


def records(path: Path, fmt: FileFormat, where: str | None, rows: Sequence[int]) -> dict[int, str]:
    """Elements at path `where` by number, as received."""
    wanted, found = set(rows), dict[int, str]()
    number = 0
    for _, element in _elements(path, fmt, {where or ""}):
        number += 1
        if number in wanted:
            found[number] = etree.tostring(element, encoding="unicode", with_tail=False)
            if len(found) == len(wanted):
                break
    return found


def edition(path: Path, fmt: FileFormat, at: str) -> str | None:
    """The root's attribute `/ROOT/@name`, or the text of the first element at path `at`."""
    element_path, _, attribute = at.partition("/@")
    for _, element in _elements(path, fmt, {element_path}, start=bool(attribute)):
        text = element.get(attribute) if attribute else element.text
        return (text or "").strip() or None
    return None


def _elements(
    path: Path, fmt: FileFormat, keep: set[str], *, start: bool = False
) -> Iterator[tuple[str, etree._Element]]:
    """The elements at the paths in `keep`, complete; with `start` as soon as they open, without content.

    What is not kept is freed as it passes, so memory is that of one record.
    """
    if not path.is_file():
        raise ReadError(f"{path}: no such file. Check the path.")
    encoding = None if fmt.encoding.lower() in ("utf-8", "utf8") else fmt.encoding
    stack: list[str] = []
    open_kept = 0
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
            encoding=encoding,
        ):
            if event == "start":
                if not stack:
                    _refuse_entities(path, element)
                stack.append(_local(element))
            at = "/" + "/".join(stack)
            if event == "start":
                open_kept += at in keep
                if start and at in keep:
                    yield at, element
                continue
            if at in keep:
                yield at, element
                open_kept -= 1
            stack.pop()
            if not open_kept:
                element.clear(keep_tail=False)
                while element.getprevious() is not None:
                    del element.getparent()[0]  # type: ignore[union-attr]  # what has a sibling has a parent
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise ReadError(
            f"{path}: line {line}, column {column}: {error.msg}. The file is damaged or cut short; ask for it again."
        ) from None


def _refuse_entities(path: Path, element: etree._Element) -> None:
    dtd = element.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise ReadError(f"{path}: declares XML entities, which are never expanded here. Ask for a file without a DTD.")


def _root(path: Path) -> str:
    return next((_local(element) for _, element in etree.iterparse(str(path), events=("start",))), "?")


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
