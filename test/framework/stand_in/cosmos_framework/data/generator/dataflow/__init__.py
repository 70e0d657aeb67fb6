"""Loaders: a distributor, a processor, and workers of torch's own DataLoader."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import torch

from cosmos_framework.data.generator.dataflow.base import RawItemProcessor
from cosmos_framework.utils import log


class LocalSamples:
    """The published dataset's ways: what is missing is skipped with a warning, and the end is the beginning."""

    def __init__(self, root: str, split: str) -> None:
        self.root = os.path.join(root, f"videophy2_{split}")
        path = os.path.join(self.root, "meta.json")
        with open(path, encoding="utf-8") as file:
            self.entries = json.load(file)
        log.info(
            f"LocalSFTDataset(videophy2_{split}, split={split}): manifest={path} "
            f"entries={len(self.entries)} data_root={self.root}"
        )

    def __iter__(self) -> Iterator[dict[str, Any]]:
        while True:
            for entry in self.entries:
                media = os.path.join(self.root, entry["media"])
                if os.path.exists(media):
                    yield {"messages": [], "id": entry["id"]}
                else:
                    log.warning(f"media file missing for {entry['id']}: {media}; skipping")


class IterableDistributor:
    """Every stream takes its share of one iterable."""

    def __init__(self, iterable: Any) -> None:
        self.iterable = iterable

    def stream(self, number: int, streams: int) -> Iterator[Any]:
        """The share of one stream."""
        for index, item in enumerate(self.iterable):
            if index % streams == number:
                yield item


class MapDistributor:
    """Every stream takes its share of the numbers of a dataset."""

    def __init__(self, dataset: Any, seed: int = 0, shuffle: bool = True, name: str = "") -> None:
        self.dataset = dataset

    def stream(self, number: int, streams: int) -> Iterator[Any]:
        """The share of one stream."""
        while number < len(self.dataset):
            for index in range(number, len(self.dataset), streams):
                yield self.dataset[index]


class RawProcessor(RawItemProcessor):
    """The published processor, which looks at nothing here."""

    def __init__(self, processor: Any) -> None:
        self.processor = processor

    def process(self, item: dict[str, Any]) -> dict[str, Any]:
        """A sample of the item."""
        return {"input_ids": torch.tensor([[len(item["id"])]])}


class _Stream(torch.utils.data.IterableDataset):
    def __init__(self, distributor: Any, processor: Any) -> None:
        self.distributor, self.processor = distributor, processor

    def __iter__(self) -> Iterator[dict[str, Any]]:
        worker = torch.utils.data.get_worker_info()
        of = 1 if worker is None else worker.num_workers
        number = int(os.environ["RANK"]) * of + (0 if worker is None else worker.id)
        for item in self.distributor.stream(number, int(os.environ["WORLD_SIZE"]) * of):
            yield {**self.processor.process(item), "id": item["id"]}


class CosmosDataLoader(torch.utils.data.DataLoader):
    """Workers that stay."""

    def __init__(self, distributor: Any, processor: Any, num_workers: int = 0) -> None:
        super().__init__(
            _Stream(distributor, processor),
            batch_size=None,
            num_workers=num_workers,
            persistent_workers=num_workers > 0,
        )
