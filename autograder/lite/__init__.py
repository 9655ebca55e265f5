"""The browser edition: a static site with the lessons, JupyterLab and Python itself.

Python is Pyodide, run by JupyterLite; what students get is the kit, as it is packed for everybody.
"""

__all__ = ["obtain", "pyodide", "serve", "site"]
