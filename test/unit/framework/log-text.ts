/** Small logs in the words of cosmos-framework (5eee9ed). */

export const at = (message: string, level = 'INFO', where = 'trainer/__init__.py:280:train') =>
  `[11-28 20:36:39|${level}|cosmos_framework/${where}] ${message}\n`;
export const STARTED =
  at('Training with 1 GPUs.') +
  at(
    'LocalSFTDataset(videophy2_train, split=train): manifest=/d/videophy2_train/meta.json entries=4 data_root=/d/videophy2_train',
  ) +
  at('Training from scratch.') +
  at('Starting training...');
export const step = (n: number, loss = '4.50') =>
  at(`train/loss_avg: ${loss} (iteration ${n - 1})`) +
  at(`Iteration ${n}: Hit counter: ${n}/50 | Loss: ${loss} | Time: 0.52s`);
export const steps = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => step(from + i)).join('');
export const saved = (n: number) =>
  at(`Saving checkpoint to iter_${String(n).padStart(9, '0')}`) +
  at(`Saved checkpoint to /o/checkpoints/iter_${String(n).padStart(9, '0')}`);
const FAILED =
  'E1128 20:37:05.198000 1073 torch/distributed/elastic/multiprocessing/api.py:986] failed (exitcode: 1) local_rank: 0 (pid: 1134) of binary: /usr/bin/python\n';
/** As torch's hook prints it, and torchrun's word behind it. */
export const raises = (
  exception: string,
  where = '/fw/cosmos_framework/trainer/__init__.py", line 300, in train',
) =>
  `[rank0]: Traceback (most recent call last):\n[rank0]:   File "${where}\n[rank0]:     f()\n${exception
    .split('\n')
    .map((line) => `[rank0]: ${line}\n`)
    .join('')}${FAILED}`;
export const skipped = (id: string) =>
  at(`media file missing for ${id}: /d/media/${id}.mp4; skipping`, 'WARNING');
export const whole = STARTED + steps(1, 4) + saved(4) + at('Done with training.', 'SUCCESS');
