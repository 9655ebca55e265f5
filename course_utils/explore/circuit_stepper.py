"""Step through a circuit: forward, then backward, one gate at a time.

The lesson's circuits, or any calculation with the student's `Value`. Values stand above the wires
and gradients below; a bead on its wire changes an input. The student's numbers are drawn as they
are: a wire is red where they disagree with what is measured at its gate.
"""

from __future__ import annotations

from dataclasses import dataclass, make_dataclass, replace
from functools import partial
from typing import Any

from course_utils.explore.parts import panel
from course_utils.explore.parts.circuits import expressions, lessons
from course_utils.explore.parts.circuits.lessons import FUNCTIONS, NAMES
from course_utils.explore.parts.circuits.scene import Stepper
from course_utils.explore.parts.circuits.stepped import Circuit, Function
from course_utils.explore.parts.circuits.traced import Traced, inputs_first
from course_utils.explore.parts.own import REFERENCE, Candidate, Chosen, as_it_is, choose_each
from course_utils.stage import Button, Play, Range, Stage, Whole, draw_still, reset

ALT = (
    "A circuit of gates, from its inputs on the left to its result on the right, with a value "
    "above and a gradient below every wire that has been reached so far."
)
HINT = (
    "Above a wire: its value; below it: the gradient of the result. Pull a bead along its wire to "
    "change an input."
)
SECONDS = 0.8  # from gate to gate


@dataclass(frozen=True)
class Params:
    """A circuit of NAMES, how many steps of both passes were taken, and inputs; () is the start."""

    circuit: str = "neuron"
    step: int = 0
    inputs: tuple[float, ...] = ()


def render(params: Params | None = None, **functions: Function | None) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: the circuit, the step and the inputs.
        **functions: the student's function for the circuit, by its name (see `show`); without one
            the reference computes.

    Raises:
        TypeError: there is a function of another name.
        ValueError: params name no circuit or step, or have too few or too many inputs.
        CheckFailed: the function gives no number for a wire.
    """
    params = params or Params()
    unknown = functions.keys() - set(FUNCTIONS.values())
    if unknown:
        names = ", ".join(FUNCTIONS.values())
        raise TypeError(f"functions must be {names}. Got {unknown} instead.")
    _known(params.circuit)
    circuit = lessons.lesson_circuit(params.circuit, functions.get(FUNCTIONS[params.circuit]))
    return _render(circuit, params.step, params.inputs)


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    params = params or Params()
    stepper = Stepper(lessons.lesson_circuit(params.circuit, None))
    return panel.still(render(params, **functions), width=_width(stepper), alt=ALT)


def show(
    circuit: str = "neuron",
    *,
    product_circuit: Function | None = None,
    sigmoid_circuit: Function | None = None,
    two_neuron_network: Function | None = None,
    start: Params | None = None,
    key: str = "circuit_stepper",
) -> Any:
    """One of the lesson's circuits with its controls; leave it as the last line of the cell.

    Args:
        circuit: "product", "neuron" or "two neurons".
        product_circuit: the student's (x, y, z) → dict of values and gradients.
        sigmoid_circuit: the student's (w (3,), x (2,)) → dict.
        two_neuron_network: the student's (x (2,), y, p) → dict.
        start: where the controls stand at first and after a reset; it names the circuit itself.
        key: a name of its own for a second picture in one cell.
    """
    start = start or Params(circuit)
    _known(start.circuit)
    given = dict(zip(NAMES, (product_circuit, sigmoid_circuit, two_neuron_network), strict=True))
    chosen = as_it_is(
        given[start.circuit], name=FUNCTIONS[start.circuit],
        first=partial(lessons.first, start.circuit), trial=partial(lessons.trial, start.circuit),
        otherwise=Chosen(_nothing, REFERENCE, False),
    )  # fmt: skip
    own = chosen.function if chosen.is_own else None
    shown = lessons.lesson_circuit(start.circuit, own)
    return _show(shown, start.step, start.inputs, chosen.note, key)


def show_expression(
    expression: Function,
    Value: Function | None = None,
    topological_order: Function | None = None,
    *,
    step: int = 0,
    key: str = "circuit_stepper",
    **inputs: float,
) -> Any:
    """Any calculation with Values as a circuit; leave it as the last line of the cell.

        show_expression(lambda x, y: (x * y + x).tanh(), Value, topological_order, x=0.5, y=1.5)

    Args:
        expression: a function of Values that returns a Value.
        Value: the student's class of numbers that differentiate.
        topological_order: the student's (root) → list of nodes, inputs first.
        step: how many steps are taken at first.
        key: a name of its own for a second picture in one cell.
        **inputs: the number at which each parameter of the expression starts.
    """
    sliders = expressions.expression_inputs(expression, inputs)
    chosen = as_it_is(
        Value, name="Value", otherwise=Chosen(Traced, REFERENCE, False),
        first=partial(_first, expression, sliders, inputs),
        trial=partial(expressions.try_value, expression, inputs),
    )  # fmt: skip
    trial = partial(expressions.try_order, expression, inputs)
    several = choose_each(topological_order=Candidate(topological_order, trial, inputs_first))
    order = several.functions["topological_order"]
    circuit = expressions.expression_circuit(expression, chosen.function, order, sliders)
    notes = [chosen.note] if topological_order is None else [chosen.note, several.note]
    return _show(circuit, step, (), " ".join(dict.fromkeys(notes)), key)


def _first(expression: Function, sliders: Any, inputs: dict[str, float], Value: Function) -> None:
    expressions.first(expression, Value, sliders, inputs)


def _nothing(*_: Any) -> None:
    """What no circuit is computed by."""


def _show(circuit: Circuit, step: int, inputs: tuple[float, ...], note: str, key: str) -> Stage:
    """The stage: the circuit, its inputs, ▶ both ways."""
    stepper = Stepper(circuit)
    names = [f"in_{each.name}" for each in circuit.inputs]
    kind = make_dataclass("Moved", ["step", *names], frozen=True)
    start = kind(step, *_numbers(circuit, inputs).values())

    def draw(params: Any, *, rest: bool) -> Any:
        numbers = {each.name: getattr(params, f"in_{each.name}") for each in circuit.inputs}
        return stepper.draw(params.step, numbers, rest=rest)

    def play(first: int, last: int, params: Any, is_first: bool) -> Any:
        """From the first step to the last; from the first again where it stands elsewhere."""
        at = params.step if first <= params.step < last else first if is_first else last
        return replace(params, step=at + 1) if at < last else None

    def move(by: int, params: Any) -> Any:
        return replace(params, step=min(max(params.step + by, 0), stepper.last))

    half, last = stepper.gates, stepper.last
    return Stage(
        panes=stepper.panes,
        controls=[
            Whole("step", "step", 0, last, 1, "forward through all gates, then backward"),
            *(_range(each) for each in circuit.inputs),
        ],
        params=start,
        draw=draw,
        alt=ALT,
        note=note,
        hint=HINT,
        play=[
            Play("forward", partial(play, 0, half), "values, gate by gate", SECONDS),
            Play("backward", partial(play, half + 1, last), "gradients, gate by gate", SECONDS),
        ],
        buttons=[
            Button("back", "◂ step", partial(move, -1), "one gate back"),
            Button("next", "step ▸", partial(move, 1), "one gate on"),
            reset(lambda _: start),
        ],
        key=key,
        width=_width(stepper),
        ends=lambda params: replace(params, step=last),
    )


def _range(each: Any) -> Range:
    low, high = each.between
    fine = each.step / 5
    digits = 2 if each.step < 0.5 else 1
    tooltip = f"the input {each.name}"
    return Range(f"in_{each.name}", each.name, low, high, each.step, tooltip, digits, fine)


def _render(circuit: Circuit, step: int, inputs: tuple[float, ...]) -> bytes:
    stepper = Stepper(circuit)
    if not 0 <= step <= stepper.last:
        raise ValueError(f"step must be from 0 to {stepper.last}. Got {step} instead.")
    scene = stepper.draw(step, _numbers(circuit, inputs))
    return draw_still(stepper.panes, scene, width=_width(stepper))


def _width(stepper: Stepper) -> int:
    """Of the still, in CSS pixels."""
    return max(560, round(stepper.size[0]) + 20)


def _numbers(circuit: Circuit, inputs: tuple[float, ...]) -> dict[str, float]:
    if inputs and len(inputs) != len(circuit.inputs):
        names = ", ".join(each.name for each in circuit.inputs)
        raise ValueError(f"inputs must be one number for each of {names}. Got {inputs} instead.")
    values = inputs or tuple(each.start for each in circuit.inputs)
    return {each.name: value for each, value in zip(circuit.inputs, values, strict=True)}


def _known(circuit: str) -> None:
    if circuit not in NAMES:
        raise ValueError(f"circuit must be one of {NAMES}. Got {circuit!r} instead.")
