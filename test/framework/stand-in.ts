/** A place for runs of the stand-in: the real torchrun of .engine/torch on PATH, a small dataset, a config. */
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, json, type Rig, ROOT, rig } from '../cli/rig.ts';

/** What goes wrong in a run: test/framework/stand_in/cosmos_framework/faults.py. */
export interface Faults {
  readonly pace?: number;
  readonly nan_from?: number;
  readonly convert?: 'fails' | 'cut' | number;
  readonly kill?: readonly [who: 'worker' | 'torchrun' | 'daemon', signal: string, after: number];
}

export interface Place extends Rig {
  /** Arguments of a run of the config, of 6 steps and a save every 3. */
  readonly args: readonly string[];
  readonly env: StandInEnv;
  go(more?: readonly string[], faults?: Faults): Promise<Ended>;
}

interface Data {
  readonly entries?: number;
  /** Samples whose media are not there. */
  readonly missing?: number;
}

function writeData(folder: string, { entries = 6, missing = 0 }: Data): void {
  for (const [split, count] of [
    ['train', entries],
    ['val', 2],
  ] as const) {
    const root = join(folder, 'data', `videophy2_${split}`);
    mkdirSync(join(root, 'media'), { recursive: true });
    const list = Array.from({ length: count }, (_, i) => ({
      id: `c${i}`,
      media: `media/c${i}.mp4`,
      conversation: 'c.json',
    }));
    writeFileSync(join(root, 'meta.json'), JSON.stringify(list));
    for (const { media } of list.slice(split === 'train' ? missing : 0))
      writeFileSync(join(root, media), 'clip');
  }
}

/** The config, with the real schema's tables only. */
const TOML = (folder: string, output: string) => `[job]
task = "vlm"
experiment = "videophy2_sft_nano"

[optimizer]
lr = 1e-5

[scheduler]
warm_up_steps = [1]
cycle_lengths = [100]
f_start = [0.05]
f_max = [1.0]
f_min = [0.1]

[trainer]
max_iter = 6

[checkpoint]
save_iter = 3

[custom.run]
gpus = 1
${output === '' ? '' : `output = "${output}"\n`}
[custom.dataset]
root = "${join(folder, 'data')}"

[custom.overrides]
optimizer.optimizer_type = "AdamW"
trainer.run_validation = false
`;

/** What is said of packages that the stand-in does without, and of the commit that it stands for. */
function writeMetadata(site: string): void {
  const commit = {
    url: 'https://example.org/x',
    vcs_info: { vcs: 'git', commit_id: `5eee9ed${'0'.repeat(33)}` },
  };
  for (const name of ['loguru', 'multi-storage-client', 'wandb', 'cosmos-framework']) {
    const info = join(site, `${name.replaceAll('-', '_')}-0.1.dist-info`);
    mkdirSync(info, { recursive: true });
    writeFileSync(join(info, 'METADATA'), `Metadata-Version: 2.1\nName: ${name}\nVersion: 0.1\n`);
    writeFileSync(join(info, 'direct_url.json'), JSON.stringify(commit));
  }
}

/** The environment in which a run is one of the stand-in. */
export type StandInEnv = (faults?: Faults) => Readonly<Record<string, string>>;

/** Dataset, config and what stands for an installed trainer, in a folder. */
export function standIn(folder: string, data: Data = {}, output = ''): StandInEnv {
  const site = join(folder, 'site');
  writeMetadata(site);
  writeData(folder, data);
  writeFileSync(join(folder, 'run.toml'), TOML(folder, output));
  return (faults = {}) => ({
    PYTHONPATH: `${join(ROOT, 'test/framework/stand_in')}:${site}`,
    STAND_IN: JSON.stringify(faults),
    OMP_NUM_THREADS: '1',
  });
}

/** A place of its own. */
export function place(name: string, data: Data = {}, output = ''): Place {
  const own = rig(`fw-${name}`);
  for (const program of ['torchrun', 'python']) own.without(program);
  symlinkSync(realpathSync(join(ROOT, '.engine/torch/bin/torchrun')), join(own.bin, 'torchrun'));
  // A link into a virtual environment would be the system's own Python.
  const python = join(realpathSync(join(ROOT, '.engine/torch/bin')), 'python');
  // The engine's converter needs Python 3.12, and the stand-in's does not: that question alone is answered for an environment that is fit.
  const fit = `case "$*" in *@cookbook-run*) ${python} "$@" | /bin/sed 's/"python": "3[0-9.]*"/"python": "3.12.3"/'; exit ;; esac`;
  writeFileSync(join(own.bin, 'python'), `#!/bin/sh\n${fit}\nexec ${python} "$@"\n`, { mode: 0o755 });
  const env = standIn(own.folder, data, output);
  const args = ['sft', '--config', 'run.toml', '--engine', 'cosmos-framework', '--json'];
  return { ...own, args, env, go: (more = [], faults = {}) => own.run([...args, ...more], env(faults)) };
}

/** The document of an ended run. */
export const documentOf = (ended: Ended) => json(ended.stdout);
