"""The torch side of the datasets: imports torch, so only ``engine`` may import it.

The classes live at module level because cosmos-rl 0.2.6 pickles the dataset in the controller and loads it in every
policy process (dispatcher/run_web_panel.py ``/api/meta``, comm/base.py ``init_comm``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch.utils.data import BatchSampler, Dataset, Sampler

from .samples import Sample, SampleDataset
from .vision import VisionParts


class TorchSamples(SampleDataset, Dataset):
    """A :class:`SampleDataset` the engine recognises as a map-style torch dataset."""


class HoldOutFirst(TorchSamples):
    """Training data behind its validation samples, for cosmos-rl 0.2.6, which always splits by itself.

    It holds out the first ``test_size`` samples, at least one, even with validation off (policy/trainer/
    sft_trainer.py, ``construct_dataset``). So the validation samples come first and ``setup``, which the engine calls
    with its configuration before that split, sets their number. Without validation one training sample is repeated in
    front, and nothing is lost to the split.
    """

    def __init__(
        self, train: Sequence[Sample], validation: Sequence[Sample] | None, vision: VisionParts, form: str
    ) -> None:
        first = list(validation) if validation else list(train[:1])
        super().__init__([*first, *train], vision, form)
        self.held_out = len(first)

    def setup(self, config: Any, *_: Any, **__: Any) -> None:
        """Called by the engine in every policy process with its ``Config`` and the tokenizer."""
        config.train.train_policy.dataset.test_size = self.held_out


def whole_batches(sampler: Sampler[int], batch_size: int, drop_last: bool = False) -> BatchSampler:
    """A validation batch sampler that keeps the last, smaller batch.

    The engine's own loader drops it when ``dataloader_drop_last`` is on (the default since 0.3.9) but still divides the
    summed loss by the number of all samples (0.3.9 - 0.4.7, policy/worker/sft_worker.py, ``validate``): the reported
    loss is too low, and 0.0 when the validation set is smaller than one batch.
    """
    return BatchSampler(sampler, batch_size, drop_last=False)
