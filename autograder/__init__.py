"""Build lessons, judge submissions behind walls, and keep nbgrader's books."""

import sys

# jsonschema, which nbformat imports, would build the grammar of international addresses: most of
# a second in every process, for a format that no notebook's schema uses. To jsonschema it is
# optional, and this is how Python is told that a module is not there.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
