"""Settings of JupyterLab for who has the whole repository: those of students, and one more."""

load_subconfig("jupyter_lab_config.py")  # noqa: F821, which Jupyter brings
load_subconfig("without_lite.py")  # noqa: F821
