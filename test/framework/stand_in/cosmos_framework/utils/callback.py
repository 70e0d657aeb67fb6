"""Callbacks: every hook may be left out."""

from __future__ import annotations

from typing import Any


class Callback:
    """Has every hook, and does nothing in it."""

    config: Any
    trainer: Any

    def __getattr__(self, name: str) -> Any:
        if name.startswith("on_"):
            return lambda *_args, **_kwargs: None
        raise AttributeError(name)


class CallBackGroup:
    """Calls one hook of all callbacks, in their order."""

    def __init__(self, callbacks: list[Callback]) -> None:
        self.callbacks = callbacks

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any, **kwargs: Any) -> None:
            for one in self.callbacks:
                getattr(one, name)(*args, **kwargs)

        return call
