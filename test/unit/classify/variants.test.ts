import { describe, expect, it } from 'vitest';
import { parseToml } from '../../../src/config/toml.ts';
import { classify } from '../../../src/engine/cosmos-rl/ending/classify.ts';
import { NEWEST } from '../../../src/engine/cosmos-rl/versions.ts';
import { stateOf } from '../log/reading.ts';
import {
  begun,
  childFailed,
  complete,
  died,
  INFO,
  launched,
  loaded,
  ready,
  registered,
  saved,
  steps,
  stopping,
  traceback,
} from './log-text.ts';
import { VARIANTS } from './variants.ts';

describe('the cause in the words of the libraries', () => {
  it.each(Object.entries(VARIANTS))('%s', (_, { log, outcome, id, says, not }) => {
    const ending = classify({ log: stateOf(log) });
    const cause = ending.findings[0];
    const words = [cause?.message, cause?.because, cause?.help].join('\n');
    expect([cause?.id, ending.outcome], words).toEqual([id, outcome]);
    if (says !== undefined) expect(words).toMatch(says);
    if (not !== undefined) expect(words).not.toMatch(not);
    expect(words).not.toMatch(/undefined(?! symbol)|\[object|\{\}/);
  });
});

const rest = steps(5, 16, 16) + saved(16) + stopping;

/** Lines that sound like a failure in runs that end well. */
const NOISE: Readonly<Record<string, string>> = {
  'a warning of the hub':
    '[rank0]:Warning: You are sending unauthenticated requests to the HF Hub. 429 Too Many Requests, retrying in 8s [1/5].\n',
  'forked tokenizers':
    'huggingface/tokenizers: The current process just got forked, after parallelism has already been used. Disabling parallelism to avoid deadlocks...\n',
  'a deprecation':
    '[rank0]:/opt/venv/x.py:3: DeprecationWarning: FlashAttention2 has been toggled on, but it cannot be used; this RuntimeError is a warning\n',
  'a caught traceback': traceback('torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.'),
  'a caught chain': `${traceback("KeyError: 'a'")}[rank0]:\n[rank0]:During handling of the above exception, another exception occurred:\n[rank0]:\n${traceback('RuntimeError: received 0 items of ancdata')}`,
  'a fall-back of the reader':
    '[rank0]:video_reader_backend decord error, use torchvision as default, msg: Error reading /data/clips/7.mp4...\n',
  'a missing optional package': `[rank0]:[cosmos] 2026-11-22 13:43:08,443 - cosmos - ERROR - Failed to import VLLM Rollout. Please make sure vllm is installed. Error: No module named 'vllm'\n`,
  'an old architecture in a warning':
    '[rank0]:UserWarning: Tesla V100 with CUDA capability sm_70 is not compatible with the current PyTorch installation.\n',
  'NCCL at work':
    'node:1:1 [0] NCCL WARN NET/IB : Unable to open device mlx5_0, Call to ibv_open_device failed\n',
  'a retry of the rendezvous':
    '[W1120 09:01:20.000000000 socket.cpp:767] [c10d] The client socket has failed to connect to [node-0]:29345 (errno: 111 - Connection refused).\n',
  'a quoted error in a prompt': `[rank0]:${INFO}prompt: why does the log say "No space left on device" and Bus error (core dumped)?\n`,
  'an ignored exception':
    "Exception ignored in: <function Foo.__del__ at 0x7f>\nAttributeError: 'NoneType' object has no attribute 'close'\n",
  'a full cache of wandb':
    'wandb: WARNING No space left on device in /root/.cache, artifacts are not cached\n',
  swap: '[ 8121.1] python invoked oom-killer in another container\n',
};

describe('noise in a run that ends well', () => {
  it.each(Object.entries(NOISE))('%s', (_, noise) => {
    const log = begun + steps(1, 4, 16) + noise + rest;
    expect(classify({ log: stateOf(log) }).findings.map(({ id, severity }) => `${severity} ${id}`)).toEqual(
      [],
    );
    const early = launched() + noise + ready + loaded() + registered + steps(1, 4, 16) + rest;
    expect(classify({ log: stateOf(early) }).outcome).toBe('succeeded');
    const running = classify({ log: stateOf(begun + steps(1, 4, 16) + noise + steps(5, 6, 16)) });
    expect(running.outcome).toBe('running');
    // Nor is it the cause of what ends the run later.
    const later =
      begun +
      steps(1, 4, 16) +
      noise +
      steps(5, 6, 16) +
      traceback('IndexError: pop from empty list') +
      childFailed();
    expect(classify({ log: stateOf(later) }).findings[0]?.message).toContain('IndexError');
  });

  it.each(Object.entries(NOISE).filter(([, text]) => !text.includes('Traceback')))(
    '%s, as the last line so far',
    (_, noise) => {
      expect(classify({ log: stateOf(begun + steps(1, 4, 16) + noise) }).outcome).toBe('running');
    },
  );

  it('all of it at once', () => {
    const all = Object.values(NOISE).join('');
    expect(classify({ log: stateOf(begun + all + steps(1, 4, 16) + rest) }).outcome).toBe('succeeded');
    const lines = Object.values(NOISE).filter((text) => !text.includes('Traceback'));
    expect(classify({ log: stateOf(complete() + lines.join('')) }).outcome).toBe('succeeded');
  });
});

describe('remedies that are possible', () => {
  const oom = stateOf(
    died('torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.00 GiB.').replace(loaded(), ''),
  );
  const full = stateOf(died('OSError: [Errno 28] No space left on device').replace(loaded(), ''));
  const help = (log: ReturnType<typeof stateOf>, toml: string) =>
    classify({ log, config: parseToml(toml, 'x.toml'), engine: NEWEST }).findings[0]?.help ?? '';

  it('never offer what is set already', () => {
    const set = help(
      oom,
      '[policy]\nmodel_gradient_checkpointing = true\n[policy.lora]\nr = 8\n[train.train_policy]\ntype = "sft"\nmini_batch = 1\n',
    );
    expect(set).not.toMatch(/mini_batch|gradient_checkpointing|LoRA/);
    expect(set).toMatch(/fewer frames/);
    expect(set).toContain('policy.parallelism.dp_shard_size=2');
    const unset = help(
      oom,
      '[policy]\nmodel_gradient_checkpointing = false\n[train.train_policy]\ntype = "sft"\nmini_batch = 4\n[policy.parallelism]\ndp_shard_size = 4\n',
    );
    expect(unset).toContain('train.train_policy.mini_batch=1');
    expect(unset).toContain('policy.model_gradient_checkpointing=true');
    expect(unset).toContain('policy.parallelism.dp_shard_size=8');
    expect(unset).toMatch(/LoRA/);
  });

  it('never say max_keep = 1, and max_keep = 2 only where more is kept', () => {
    const keep = (n: number) =>
      help(full, `[train]\n[train.ckpt]\nmax_keep = ${n}\n[train.train_policy]\ntype = "sft"\n`);
    expect(keep(2)).not.toContain('max_keep');
    expect(keep(1)).not.toContain('max_keep');
    expect(keep(5)).toContain('train.ckpt.max_keep=2');
    expect(keep(-1)).toContain('train.ckpt.max_keep=2');
  });
});
