"""Which figures of few people stay untold, and which others with them, so that no sum tells them either."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

LEAST = 5
"""Of fewer people no figure is told that could be one person's."""

Key = TypeVar("Key", bound=Hashable)
Cell = tuple[str, str]
"""(row, column) of a table."""
_Node = tuple[int, str | None]


def hidden(sizes: Mapping[Key, int]) -> frozenset[Key]:
    """The parts of a whole that must not be told, where the whole is.

    Those of fewer than LEAST; and while these are one alone, or fewer than LEAST together, the smallest of
    the others: else the whole without the others would tell them.
    """
    few = {key for key, size in sizes.items() if 0 < size < LEAST}
    others = sorted(
        (key for key, size in sizes.items() if size >= LEAST), key=lambda key: (sizes[key], str(key))
    )
    while few and (len(few) < 2 or sum(sizes[key] for key in few) < LEAST) and others:
        few.add(others.pop(0))
    return frozenset(few)


def hidden_cells(
    sizes: Mapping[Cell, int], rows: Collection[str], columns: Collection[str]
) -> frozenset[Cell]:
    """The cells of a table that must not be told, where the sums of its rows and columns are, but for these
    hidden ``rows`` and ``columns``. ``sizes`` has every cell; also one of 0 may have to be hidden.

    A hidden cell can be solved for exactly when, as a line between its row and its column, it is on no circle
    of hidden cells: the sums then leave it no other value. Hidden rows count as one, as only their sum can be
    had; so do hidden columns.
    """
    small = [cell for cell in sorted(sizes) if 0 < sizes[cell] < LEAST]
    gone = {*small, *(cell for cell in sizes if cell[0] in rows or cell[1] in columns)}
    ends = {
        cell: ((0, None if cell[0] in rows else cell[0]), (1, None if cell[1] in columns else cell[1]))
        for cell in sizes
    }
    while True:
        solved = _bridges({cell: ends[cell] for cell in gone})
        betrayed = next((cell for cell in small if cell in solved), None)
        circle = None if betrayed is None else _least_circle(betrayed, sizes, gone)
        if circle is None:
            return frozenset(gone)
        gone |= circle


def _least_circle(cell: Cell, sizes: Mapping[Cell, int], gone: Collection[Cell]) -> set[Cell] | None:
    """The three others of four cells in two rows and two columns that cost least to hide; None where there is
    one row or one column alone."""
    row, column = cell
    circles = (
        [(row, other[1]), (other[0], column), other]
        for other in sizes
        if other[0] != row and other[1] != column
    )
    costs = ((sum(sizes[each] for each in circle if each not in gone), circle) for circle in circles)
    least = min(costs, default=None)
    return None if least is None else set(least[1])


def _bridges(edges: Mapping[Cell, tuple[_Node, _Node]]) -> set[Cell]:
    """The edges on no circle: where a walk down from one never comes back above it (Tarjan)."""
    near: dict[_Node, list[tuple[Cell, _Node]]] = defaultdict(list)
    for cell, (row, column) in edges.items():
        near[row].append((cell, column))
        near[column].append((cell, row))
    met: dict[_Node, int] = {}
    found: set[Cell] = set()

    def walk(node: _Node, came_by: Cell | None) -> int:
        lowest = met[node] = len(met)
        for cell, other in near[node]:
            if cell == came_by:
                continue
            if other in met:
                lowest = min(lowest, met[other])
                continue
            below = walk(other, cell)
            if below > met[node]:
                found.add(cell)
            lowest = min(lowest, below)
        return lowest

    for node in _nodes(edges.values()):
        if node not in met:
            walk(node, None)
    return found


def _nodes(pairs: Iterable[tuple[_Node, _Node]]) -> Iterable[_Node]:
    return (node for pair in pairs for node in pair)
