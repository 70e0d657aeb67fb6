/** Lines of the dataset (data/reasoner/local_sft_dataset.py, 5eee9ed), which goes on without what it cannot read. */
import { pattern } from '../../../torch/log/notice.ts';
import type { FrameworkTable } from '../notice.ts';

const skipped = (m: RegExpExecArray) =>
  ({
    kind: 'sample-skipped',
    why: m[1] ?? '',
    id: m[2] ?? '',
    ...(m[3] === undefined ? {} : { path: m[3] }),
  }) as const;

/** Parsers of the lines of the dataset. */
export const DATA_NOTICES: FrameworkTable = {
  media: [pattern(/^(media file missing) for (.+?): (.+); skipping$/, skipped)],
  conversation: [
    pattern(/^(conversation file missing) for (.+?): (.+); skipping$/, skipped),
    pattern(/^(conversation JSON invalid) for (.+?): .+; skipping$/, skipped),
    pattern(/^(conversation JSON) for (.+?) is not a list/, skipped),
  ],
  manifest: [pattern(/^(manifest entry) (.+?) missing '\w+'; skipping$/, skipped)],
};

/** `LocalSFTDataset(NAME, split=SPLIT): … entries=N …`: its first word holds the name. */
export const DATASET = pattern(/^LocalSFTDataset\(([^,]*), split=(\w+)\): .*? entries=(\d+) /, (m) => ({
  kind: 'dataset' as const,
  name: m[1] ?? '',
  split: m[2] ?? '',
  entries: Number(m[3]),
}));
