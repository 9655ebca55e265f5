"""Settings of JupyterLab: a server's pages leave out what only the browser edition can load.

What makes the browser edition brings an extension of JupyterLab with it. JupyterLab loads one that
is disabled too, and complains in the console that it cannot.
"""

OF_LITE = "@jupyterlite/"


def without_lite(handler, page_config):
    extensions = page_config["federated_extensions"]
    kept = [each for each in extensions if not each["name"].startswith(OF_LITE)]
    return {**page_config, "federated_extensions": kept}


c = get_config()  # noqa: F821, which Jupyter brings
c.ServerApp.tornado_settings = {"page_config_hook": without_lite}
