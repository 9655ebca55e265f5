"""Step through a circuit: forward, then backward, one gate at a time.

The lesson's circuits, or any calculation with the student's `Value`. Values stand above the wires
and gradients below; sliders change the inputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from course_utils.explore.parts import panel
from course_utils.explore.parts.circuits import stepped
from course_utils.explore.parts.circuits.picture import Picture, scale, size
from course_utils.explore.parts.circuits.stepped import FUNCTIONS, NAMES, Circuit, Function
from course_utils.explore.parts.circuits.traced import Traced, inputs_first
from course_utils.explore.parts.own import choose_each
from course_utils.live import Canvas, LiveFigure

ALT = (
    "A circuit of gates, from its inputs on the left to its result on the right, with a value "
    "above and a gradient below every wire that has been reached so far."
)


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
    circuit = stepped.lesson_circuit(params.circuit, functions.get(FUNCTIONS[params.circuit]))
    return _render(circuit, params.step, params.inputs)


def render_expression(
    expression: Function,
    Value: Function | None = None,
    *,
    step: int | None = None,
    **inputs: float,
) -> bytes:
    """The same for a calculation, see `show_expression`; by default after both passes."""
    sliders = stepped.expression_inputs(expression, inputs)
    circuit = stepped.expression_circuit(expression, Value or Traced, inputs_first, sliders)
    return _render(circuit, step, ())


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    params = params or Params()
    png = render(params, **functions)
    reference = stepped.lesson_circuit(params.circuit, None)
    return panel.still(png, width=size(reference.run(_numbers(reference, ())).wires)[0], alt=ALT)


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
    given = (product_circuit, sigmoid_circuit, two_neuron_network)
    several = choose_each(
        **{
            FUNCTIONS[name]: stepped.lesson_candidate(name, own)
            for name, own in zip(NAMES, given, strict=True)
        }
    )
    function = FUNCTIONS[start.circuit]
    own = several.functions[function] if function in several.own else None
    shown = stepped.lesson_circuit(start.circuit, own)
    return _show(shown, start.step, start.inputs, several.note, key)


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
    sliders = stepped.expression_inputs(expression, inputs)
    several = choose_each(
        **stepped.expression_candidates(expression, Value, topological_order, inputs)
    )
    kind, order = (several.functions[name] for name in ("Value", "topological_order"))
    circuit = stepped.expression_circuit(expression, kind, order, sliders)
    return _show(circuit, step, (), several.note, key)


def _show(circuit: Circuit, step: int, inputs: tuple[float, ...], note: str, key: str) -> Any:
    """The widget: a slider for the steps, one for each input, and a reset."""
    from ipywidgets import HBox, Layout

    start = _numbers(circuit, inputs)
    last = 2 * sum(1 for wire in circuit.run(start).wires if wire.gate) + 1
    width, height = size(circuit.run(_numbers(circuit, ())).wires)
    live = LiveFigure(width=width, height=height, scale=scale(width), alt=ALT, key=key)
    picture = Picture(live, circuit)
    steps = panel.whole(
        "step", step, between=(0, last), label=70,
        tooltip="forward through all gates, then backward; the arrow keys go gate by gate",
    )  # fmt: skip
    sliders = [
        panel.slider(
            each.name, start[each.name], between=each.between, step=each.step, label=70,
            width=panel.HALF, tooltip=f"the input {each.name}",
        )
        for each in circuit.inputs
    ]  # fmt: skip

    def update(step: int, **numbers: float) -> str:
        values = [numbers[f"in_{i}"] for i in range(len(sliders))]
        return f"{picture.set(step, _numbers(circuit, tuple(values)))} {note}".strip()

    def put_back() -> None:
        with live.together():
            steps.value = step
            for each, slider in zip(circuit.inputs, sliders, strict=True):
                slider.value = start[each.name]

    reset = panel.button("reset", put_back, tooltip="back to the start")
    wrapping = Layout(flex_flow="row wrap", align_items="center")
    rows = [HBox([steps]), HBox([*sliders, reset], layout=wrapping)]
    named = {f"in_{i}": slider for i, slider in enumerate(sliders)}
    return live.drive(update, rows=rows, step=steps, **named)


def _render(circuit: Circuit, step: int | None, inputs: tuple[float, ...]) -> bytes:
    width, height = size(circuit.run(_numbers(circuit, ())).wires)
    picture = Picture(Canvas(width=width, height=height, scale=scale(width)), circuit)
    numbers = _numbers(circuit, inputs)
    last = 2 * sum(1 for wire in circuit.run(numbers).wires if wire.gate) + 1
    if step is not None and not 0 <= step <= last:
        raise ValueError(f"step must be from 0 to {last}. Got {step} instead.")
    picture.set(last if step is None else step, numbers)
    return picture.canvas.png()


def _numbers(circuit: Circuit, inputs: tuple[float, ...]) -> dict[str, float]:
    if inputs and len(inputs) != len(circuit.inputs):
        names = ", ".join(each.name for each in circuit.inputs)
        raise ValueError(f"inputs must be one number for each of {names}. Got {inputs} instead.")
    values = inputs or tuple(each.start for each in circuit.inputs)
    return {each.name: value for each, value in zip(circuit.inputs, values, strict=True)}


def _known(circuit: str) -> None:
    if circuit not in NAMES:
        raise ValueError(f"circuit must be one of {NAMES}. Got {circuit!r} instead.")
