"""A processor whose tokens are words: it shows what an entry script gives to it."""

from __future__ import annotations

from typing import Any

import torch


class WordProcessor:
    """Gives a number for each word, and knows which were said by the assistant."""

    pad_token_id = 0

    def apply_chat_template(self, messages: list[dict[str, Any]], **_: Any) -> dict[str, Any]:
        """Ids of a conversation."""
        self.spoken: list[bool] = []
        for message in messages:
            content = message["content"]
            parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
            words = sum(len(part["text"].split()) if part["type"] == "text" else 1 for part in parts)
            self.spoken += [message["role"] == "assistant"] * words
        return {"input_ids": torch.arange(1, len(self.spoken) + 1)}

    def add_assistant_tokens_mask(self, _: Any) -> Any:
        """Which ids are the assistant's."""
        return torch.tensor(self.spoken, dtype=torch.bool)


def build_processor(**_: Any) -> WordProcessor:
    """The processor of a model."""
    return WordProcessor()
