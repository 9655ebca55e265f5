"""Expressions made node by node, and what is wrong with a topological order of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def build(make: Any, graph: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """Nodes by name, made in the order of `graph`: make(name, *nodes of its inputs)."""
    nodes: dict[str, Any] = {}
    for name, inputs in graph.items():
        nodes[name] = make(name, *(nodes[source] for source in inputs))
    return nodes


def order_problem(
    order: Any, nodes: Mapping[str, Any], graph: Mapping[str, Iterable[str]], root: str
) -> str:
    """What is wrong with a topological order, in one sentence; empty when nothing is.

    Args:
        order: what is judged; nodes are told apart by identity alone.
        nodes: all nodes by name; those that do not lead to the root do not belong into the order.
        graph: the names of each node's inputs.
        root: the name of the node that the order was asked for.
    """
    if not isinstance(order, list | tuple):
        return "topological_order should return a list of nodes; yours is something else."
    names = {id(node): name for name, node in nodes.items()}
    place: dict[str, int] = {}
    for position, node in enumerate(order):
        name = names.get(id(node))
        if name is None:
            return f"Item {position} of the list is no node of this graph."
        if name in place:
            return f"Node {name} is in the list twice; each node belongs there once."
        place[name] = position
    needed = {root}
    for name in reversed(list(graph)):
        if name in needed:
            needed.update(graph[name])
    for name in graph:
        if name in needed and name not in place:
            return f"Node {name} is missing from the list."
        if name in place and name not in needed:
            return f"Node {name} is in the list, but the root was not made from it."
    for name in sorted(place, key=lambda n: place[n]):
        for source in graph[name]:
            if place[source] > place[name]:
                return f"Node {name} stands before its own input {source}."
    return ""


def named(order: Any, nodes: Mapping[str, Any]) -> list[str] | None:
    """The names of the nodes in a list of them, "?" for any other item; None for no list."""
    names = {id(node): name for name, node in nodes.items()}
    if not isinstance(order, list | tuple):
        return None
    return [names.get(id(node), "?") for node in order]
