"""Compiles the Python in a zip into another zip: the one script that the browser's own Python runs.

    python compile_sources.py SOURCES.zip COMPILED.zip

The name of each file is what its functions say where they come from. What cannot be compiled (the
template of a program, say) is left out.
"""

import importlib.util
import marshal
import sys
import warnings
import zipfile

UNCHECKED = (1).to_bytes(4, "little")  # told by the digest of its source, which nobody looks up


def compiled(source: bytes, name: str) -> bytes:
    """The bytes of a .pyc file; raises SyntaxError or ValueError."""
    code = compile(source, name, "exec", dont_inherit=True, optimize=0)
    digest = importlib.util.source_hash(source)
    return importlib.util.MAGIC_NUMBER + UNCHECKED + digest + marshal.dumps(code)


def main(sources: str, target: str) -> None:
    """Compile every file of one zip into a file of the same name in another."""
    warnings.simplefilter("ignore")
    with zipfile.ZipFile(sources) as asked, zipfile.ZipFile(target, "w") as made:
        for name in asked.namelist():
            try:
                data = compiled(asked.read(name), name)
            except (SyntaxError, ValueError):
                continue
            made.writestr(name, data)


if __name__ == "__main__":
    main(*sys.argv[1:])
