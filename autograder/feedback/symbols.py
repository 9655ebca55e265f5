"""The signs of TeX that autograder/feedback/formulas.py knows: tables, no logic."""

from __future__ import annotations

from collections.abc import Callable


def _table(text: str) -> dict[str, str]:
    """Pairs 'name sign', separated by blanks, as {r'\\name': sign}."""
    words = text.split()
    return {f"\\{name}": sign for name, sign in zip(words[::2], words[1::2], strict=True)}


LETTERS = _table(
    "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι"
    " kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ"
    " omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω partial ∂"
    " nabla ∇ infty ∞ ell ℓ hbar ℏ emptyset ∅ top ⊤ bot ⊥ dots … ldots … cdots ⋯ vdots ⋮ ddots ⋱"
    " aleph ℵ Re ℜ Im ℑ Box □ square □"
)

OPERATORS = _table(
    "cdot ⋅ times × div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ odot ⊙ oplus ⊕ otimes ⊗ leq ≤ le ≤ geq ≥"
    " ge ≥ neq ≠ ne ≠ approx ≈ equiv ≡ sim ∼ propto ∝ ll ≪ gg ≫ in ∈ notin ∉ subset ⊂ subseteq ⊆"
    " cup ∪ cap ∩ forall ∀ exists ∃ to → rightarrow → leftarrow ← gets ← mapsto ↦ Rightarrow ⇒"
    " implies ⟹ iff ⟺ Leftrightarrow ⇔ leftrightarrow ↔ uparrow ↑ downarrow ↓ mid ∣ vert | lvert |"
    " rvert | Vert ‖ lVert ‖ rVert ‖ | ‖ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ { {"
    " } } % % & & _ _ # # $ $ land ∧ wedge ∧ lor ∨ vee ∨ neg ¬ lnot ¬ setminus ∖ prime ′ quest ?"
    " longrightarrow ⟶ longleftarrow ⟵ lt < gt > colon : middle ∣"
)

BIG = _table("sum ∑ prod ∏ int ∫ bigcup ⋃ bigcap ⋂ oint ∮")

FUNCTIONS = _table(
    "log log ln ln exp exp sin sin cos cos tan tan sinh sinh cosh cosh tanh tanh cot cot max max"
    " min min sup sup inf inf lim lim arg arg argmax argmax argmin argmin det det dim dim deg deg"
    " arcsin arcsin arccos arccos arctan arctan Pr Pr softmax softmax"
)

SPACES = {
    r"\,": '<mspace width="0.17em"></mspace>',
    r"\:": '<mspace width="0.22em"></mspace>',
    r"\;": '<mspace width="0.28em"></mspace>',
    "\\ ": '<mspace width="0.28em"></mspace>',
    r"\!": "",
    r"\quad": '<mspace width="1em"></mspace>',
    r"\qquad": '<mspace width="2em"></mspace>',
}

ACCENTS = _table("hat ^ widehat ^ bar ¯ overline ¯ tilde ~ widetilde ~ vec → dot ˙ ddot ¨")

MATRICES = {
    "matrix": ("", ""),
    "array": ("", ""),
    "aligned": ("", ""),
    "align": ("", ""),
    "align*": ("", ""),
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "vmatrix": ("|", "|"),
    "cases": ("{", ""),
}

_BLACKBOARD = {"C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"}
_SCRIPT = {
    "B": "ℬ",
    "E": "ℰ",
    "F": "ℱ",
    "H": "ℋ",
    "I": "ℐ",
    "L": "ℒ",
    "M": "ℳ",
    "R": "ℛ",
    "e": "ℯ",
    "g": "ℊ",
    "o": "ℴ",
}


def _style(upper: int, exceptions: dict[str, str]) -> Callable[[str], str]:
    """Letters of one of Unicode's mathematical alphabets, which begins at `upper`."""

    def letter(plain: str) -> str:
        if plain in exceptions:
            return exceptions[plain]
        if "A" <= plain <= "Z":
            return chr(upper + ord(plain) - ord("A"))
        if "a" <= plain <= "z":
            return chr(upper + 26 + ord(plain) - ord("a"))
        return plain

    return letter


STYLES: dict[str, Callable[[str], str]] = {
    r"\mathbf": _style(0x1D400, {}),
    r"\boldsymbol": _style(0x1D400, {}),
    r"\bm": _style(0x1D400, {}),
    r"\mathbb": _style(0x1D538, _BLACKBOARD),
    r"\mathcal": _style(0x1D49C, _SCRIPT),
    r"\mathit": lambda plain: plain,
}

# One sign for each verdict, different in shape as well as in colour.
VERDICT_SIGNS = {
    "pass": "✓",
    "fail": "✗",
    "unanswered": "·",
    "timeout": "T",
    "crash": "!",
    "refused": "R",
    "manual": "?",
    "": " ",
}
