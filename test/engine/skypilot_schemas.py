"""Print SkyPilot's own schemas of a task and its resources, from its unpacked wheel, without its dependencies."""

import importlib.abc
import importlib.machinery
import json
import sys
import types

REAL = {"sky.utils", "sky.utils.schemas", "sky.utils.kubernetes_enums", "sky.skylet", "sky.skylet.constants"}


class Anything(types.ModuleType):
    """A module in which every name is one more of these: the schemas name other modules without asking much of them."""

    __path__: list[str] = []

    def __getattr__(self, name: str) -> "Anything":
        """Give a stand-in for whatever is named."""
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything(name)

    def __iter__(self):  # noqa: ANN204
        """Hold nothing."""
        return iter(())

    def __call__(self, *_: object, **__: object) -> "Anything":
        """Return a stand-in."""
        return Anything("called")


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Find every module of sky but those that are needed themselves."""

    def find_spec(self, name, path, target=None):  # noqa: ANN001, ANN201, ARG002
        """Take the names that nobody needs."""
        if name.startswith("sky.") and name not in REAL:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):  # noqa: ANN001, ANN201
        """Make the stand-in."""
        return Anything(spec.name)

    def exec_module(self, module) -> None:  # noqa: ANN001
        """Do nothing."""


root = sys.argv[1]
sys.meta_path.insert(0, Finder())
for name, folder in [("sky", "sky"), ("sky.utils", "sky/utils"), ("sky.skylet", "sky/skylet")]:
    package = types.ModuleType(name)
    package.__path__ = [f"{root}/{folder}"]
    package.__version__ = "0"
    sys.modules[name] = package
schemas = importlib.import_module("sky.utils.schemas")
print(json.dumps({"task": schemas.get_task_schema(), "resources": schemas.get_resources_schema()}, default=str))
