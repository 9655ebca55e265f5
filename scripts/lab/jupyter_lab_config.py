"""Settings of JupyterLab: a notebook that was only opened stays as it is in its file.

JupyterLab writes the kernel, with its exact version of Python, into every notebook that it opens;
one that says anything else counts as changed at once. This server says it beforehand.
"""

from ipykernel.ipkernel import IPythonKernel
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

NATIVE = "python3"  # the kernel that runs with the Python of this server


class Contents(AsyncLargeFileManager):
    async def get(self, path, content=True, **options):
        model = await super().get(path, content=content, **options)
        if content and model["type"] == "notebook":
            metadata = model["content"]["metadata"]
            if metadata.get("kernelspec", {}).get("name") == NATIVE:
                spec = self.parent.kernel_spec_manager.get_kernel_spec(NATIVE)
                metadata["language_info"] = dict(IPythonKernel.language_info)
                metadata["kernelspec"] = {
                    "name": NATIVE,
                    "display_name": spec.display_name,
                    "language": spec.language,
                }
        return model


c = get_config()  # noqa: F821, which Jupyter brings
c.ServerApp.contents_manager_class = Contents
