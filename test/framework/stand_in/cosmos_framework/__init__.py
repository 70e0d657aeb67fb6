"""A stand-in for NVIDIA's cosmos-framework that trains nothing: our own code, with the names that entry scripts use.

It runs under the real torchrun, keeps a real spawned process that writes real checkpoints of torch, prints the lines
that the real trainer prints (5eee9ed, from recorded runs), and fails in the ways that were seen or read there.
``STAND_IN`` holds its faults as JSON: see ``faults.py``.
"""
