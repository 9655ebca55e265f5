"""All that runs behind the walls, and nothing else: the sandbox shows this folder to the student.

It imports nothing of ours from outside; it never holds a test, an answer or a mark.
"""

__all__ = ["namespaces", "seccomp", "student", "wire", "zygote"]
