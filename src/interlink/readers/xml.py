"""XML, streamed record by record; entities are never expanded and nothing is fetched.

An element becomes a tree of dicts: attributes as `@name`, repeated children as lists, text beside
children as `#text`. Namespaces are dropped from names; paths are local names.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from interlink.errors import ReadError
from interlink.readers.nested import DEEPEST, Node, TableBuilder
from interlink.readers.table import Batch, FileFormat
from interlink.readers.text import open_checked

__all__ = ["editions", "places", "read", "records"]

RECORDS_PER_BATCH = 20_000
# More than any format has. Reading them takes the square of their number: 100,000 took 47 s.
MOST_ATTRIBUTES = 1_000


def read(path: Path, fmt: FileFormat) -> Iterator[Batch]:
    """Batches of at most 20,000 records; rows are counted for each table's path on its own.

    Raises
    ------
    ReadError   truncated, not XML, entities declared or used, nested deeper than 200, more than 1,000
                attributes on one element, or neither any of the source's paths found nor an element
                that would hold one
    """
    wanted = {fmt.tables[name].path: name for name in fmt.main_tables}
    holders = {at.rpartition("/")[0] for at in wanted}
    counts = dict.fromkeys(wanted, 0)
    builder = TableBuilder(path, fmt.tables)
    pending, given, held = 0, False, False
    for at, element, is_whole in _elements(path, fmt, set(wanted), holders):
        held = True
        if not is_whole:
            continue
        counts[at] += 1
        builder.add(wanted[at], _node(path, element), row=counts[at], path=at)
        pending += 1
        if pending == RECORDS_PER_BATCH:
            yield builder.take()
            pending, given = 0, True
    if not held:
        raise ReadError(
            f"{path}: no element at {' or '.join(wanted)}; the file's root is /{_root(path, fmt)}."
            " Is this the file the source expects?"
        )
    if pending or not given:
        yield builder.take()


def records(path: Path, fmt: FileFormat, where: str | None, rows: Sequence[int]) -> dict[int, str]:
    """Elements at path `where` by number, as received."""
    wanted, found = set(rows), dict[int, str]()
    for number, (_, element, _) in enumerate(_elements(path, fmt, {where or ""}), 1):
        if number in wanted:
            found[number] = etree.tostring(element, encoding="unicode", with_tail=False)
            if len(found) == len(wanted):
                break
    return found


def editions(path: Path, fmt: FileFormat, at: str) -> list[str]:
    """The distinct values of an attribute, `/ROOT/@name`, or texts of the elements at path `at`.

    In order of appearance; empty ones are left out.
    """
    found: dict[str, None] = {}
    element_path, _, attribute = at.partition("/@")
    if attribute:
        for _, element, _ in _elements(path, fmt, set(), {element_path}):
            found[(element.get(attribute) or "").strip()] = None
            if element_path.count("/") == 1:  # the root, of which there is one: the rest need not be read
                break
    else:
        for _, element, _ in _elements(path, fmt, {at}):
            found[(element.text or "").strip()] = None
    return [value for value in found if value]


def places(path: Path, fmt: FileFormat) -> Iterator[tuple[str, bool]]:
    """The path of every element as it opens, and whether it has attributes, in order of the document.

    Raises
    ------
    ReadError   as `read`, where the document has come to that place
    """
    for at, element, _ in _elements(path, fmt, frozenset(), _Everywhere()):
        yield at, bool(element.attrib)


class _Everywhere(Container[str]):
    """Every path there is."""

    def __contains__(self, path: object) -> bool:
        return True


def _elements(
    path: Path, fmt: FileFormat, whole: Container[str], opening: Container[str] = frozenset()
) -> Iterator[tuple[str, etree._Element, bool]]:
    """The elements at the paths in `whole`, complete; those in `opening` without content, as they open.

    What is in neither is freed as it passes, so memory is that of one record.
    """
    open_checked(path)
    paths = [""]
    open_whole = 0
    try:
        for event, element in _parser(path, fmt):
            if event == "start":
                if len(paths) == 1:
                    _refuse_entities(path, element)
                at = f"{paths[-1]}/{_local(element)}"
                paths.append(at)
                open_whole += at in whole
                if at in opening:
                    yield at, element, False
                continue
            at = paths.pop()
            if at in whole:
                yield at, element, True
                open_whole -= 1
            if not open_whole:
                element.clear()
                parent = element.getparent()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]
    except etree.XMLSyntaxError as error:
        line, column = error.position or (0, 0)
        raise ReadError(
            f"{path}: line {line}, column {column}: {error.msg}. The file is damaged, cut short or not XML."
        ) from None
    except LookupError:
        raise ReadError(
            f"{path}: no encoding is called '{fmt.encoding}'. Correct 'encoding' in the source."
        ) from None


def _parser(path: Path, fmt: FileFormat) -> Iterator[tuple[str, etree._Element]]:
    # an encoding that the source states goes before the one that the file declares
    stated = None if fmt.encoding.lower() in ("utf-8", "utf8") else fmt.encoding
    return iter(
        etree.iterparse(
            str(path),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            encoding=stated,
        )
    )


def _refuse_entities(path: Path, root: etree._Element) -> None:
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise ReadError(
            f"{path}: declares XML entities, which are never expanded here. Ask for a file without a DTD."
        )


def _root(path: Path, fmt: FileFormat) -> str:
    return next((_local(element) for _, element in _parser(path, fmt)), "?")


def _local(element: etree._Element) -> str:
    return _without_namespace(str(element.tag))


def _without_namespace(name: str) -> str:
    """The name alone; also of one whose prefix is not declared, which the parser lets pass."""
    bare = name.rpartition("}")[2]
    return bare.rpartition(":")[2] or bare


def _node(path: Path, element: etree._Element, depth: int = DEEPEST) -> Node:
    if not depth:
        raise ReadError(
            f"{path}: line {element.sourceline}: nested deeper than {DEEPEST}. The file is refused."
        )
    if len(element.attrib) > MOST_ATTRIBUTES:
        raise ReadError(
            f"{path}: line {element.sourceline}: an element with {len(element.attrib):,} attributes,"
            f" more than {MOST_ATTRIBUTES:,}. The file is refused."
        )
    children: dict[str, list[Node]] = {}
    for name, value in element.attrib.items():
        children.setdefault("@" + _without_namespace(str(name)), []).append(str(value))
    texts = [element.text or ""]
    for child in element:
        if not isinstance(child.tag, str):
            raise ReadError(
                f"{path}: line {child.sourceline}: uses the entity {child.text}. Entities are never expanded"
                " here; ask for a file without them."
            )
        children.setdefault(_local(child), []).append(_node(path, child, depth - 1))
        texts.append(child.tail or "")
    text = "".join(texts)
    if not children:
        return text or None
    if text.strip():
        children["#text"] = [text]
    return {key: values[0] if len(values) == 1 else list(values) for key, values in children.items()}
