/** Documents of every verb that has --json, made by the verbs themselves: good answers and refusals. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { series } from './nightly-rig.ts';
import { type Environment, json, ROOT, rig } from './rig.ts';

/** One document, of which verb, and how it was made. */
export interface Made {
  readonly verb: string;
  readonly line: string;
  readonly document: unknown;
}

const LOGS = join(ROOT, 'test/fixtures/logs');
const EXAMPLE = join(ROOT, 'examples/avha');

/** Lines that need no run. */
const QUIET: ReadonlyArray<readonly [verb: string, ...args: readonly string[]]> = [
  ['list'],
  ['show', 'reason1-av-caption'],
  ['show', 'reason1-wafer-map', '--engine', '0.2.6', 'train.epoch=2', '--dataset-rows', '300'],
  ['diff', 'reason1-av-caption', '--upstream'],
  ['diff', 'reason1-av-caption', 'bad.toml'],
  ['check', 'bad.toml'],
  ['check', 'good.toml', '--gpus', '8', '--dataset-rows', '9000'],
  ['check', 'good.toml', 'bad.toml'],
  ['check', 'good.toml', '--fix'],
  ['check', 'missing.toml'],
  ['feasibility', '--preset', 'reason1-av-caption'],
  ['feasibility', '--model', 'nvidia/Alpamayo-R1-10B', '--optimize', 'trajectory-decoder'],
  [
    'feasibility',
    '--preset',
    'reason2-video-caption-vqa',
    '--optimize',
    'vlm-text',
    '--consumer',
    'alpamayo-r1',
  ],
  ['feasibility', '--goal', 'bend at junctions'],
  ['data check', 'avha'],
  ['data check', EXAMPLE, '--preset', 'reason1-av-caption'],
  ['data show', EXAMPLE, '--sample', '1'],
  ['data show', EXAMPLE, '--count', '2'],
  ['data show', EXAMPLE, '--html', 'samples.html'],
  ['init', 'avha', '--file', 'written.toml'],
  ['init', 'nowhere'],
  ['doctor'],
  ['doctor', '--preset', 'reason1-av-caption'],
  ['estimate', '--preset', 'reason1-av-caption', '--dataset', EXAMPLE],
  ['estimate', '--preset', 'reason1-av-caption', '--tokens', '4000', '--price', '3'],
  ['explain'],
  ['explain', 'unknown-key'],
  ['explain', '81'],
  ['explain', 'resume'],
  ...['oom_rank0', 'max_steps', 'kill_controller', 'nan_loss', 'missing_model'].map(
    (name) => ['diagnose', join(LOGS, `${name}.log`)] as const,
  ),
  ['diagnose', 'good.toml'],
  ['sft'],
  ['merge', 'nothing', '--out', 'merged'],
  ['eval', 'nothing'],
  ['handover', '--to', 'alpamayo-r1', '--out', 'there'],
  ['handover', '.model', '--to', 'alpamayo-r1', '--out', 'nowhere'],
  ['cp', 'reason1-av-caption', 'copied.toml'],
  ['cp', 'reason1-av-caption', '-', 'train.epoch=2'],
  ['cp', 'reason1-av-caption', 'refused.toml', 'train.epochs=2'],
  ['cp', 'reason1-av-caption', 'copied.toml'],
  ['schema'],
  ['schema', '--site'],
  ['schema', '--output', 'sft'],
  ['schema', '--output', 'stf'],
  ['setup'],
  ['setup', '--uv', 'here', '--engine', '0.4.4'],
  ['setup', '--dockerfile'],
  ['completion', 'bash'],
  ['completion', 'fish'],
  ['runs logs', 'nothing'],
  ['runs supervise', 'nowhere'],
  ['nightly ls'],
  ['runs ls'],
  ['runs show', 'nothing'],
];

async function quiet(): Promise<readonly Made[]> {
  const place = rig('documents');
  place.dataset();
  const golden = readFileSync(join(ROOT, 'test/fixtures/golden/reason1-av-caption-0.4.7.toml'), 'utf8');
  writeFileSync(join(place.folder, 'good.toml'), golden);
  writeFileSync(
    join(place.folder, 'bad.toml'),
    golden.replace(/^epoch = .*$/m, 'epochs = 3').replace(/^mini_batch = .*$/m, 'mini_batch = "7"'),
  );
  const made: Made[] = [];
  for (const [verb, ...args] of QUIET) {
    const ended = await place.run([...verb.split(' '), ...args, '--json']);
    made.push({ verb, line: [verb, ...args].join(' '), document: json(ended.stdout) });
  }
  return made;
}

/** Runs of the fake engine, good and bad, and what the verbs of `runs` say of them. */
async function ofRuns(): Promise<readonly Made[]> {
  const place = rig('documents');
  const made: Made[] = [];
  const ask = async (verb: string, args: readonly string[], env: Environment = {}) => {
    const ended = await place.run([...verb.split(' '), ...args, '--json'], env);
    for (const text of ended.stdout.trim().split(/\n(?=\{)/))
      made.push({ verb, line: [verb, ...args].join(' '), document: text === '' ? ended.stderr : json(text) });
  };
  const small = place.sft().slice(1);
  await ask('sft', [...small, '--dry-run']);
  await ask('sft', [...small, 'train.train_policy.mini_batch=7']);
  await ask('sft', [...small, '--name', 'good']);
  await ask('sft', [...small, '--name', 'bad'], { FAKE_SCENARIO: 'oom-exit-0' });
  await ask('sft', ['--resume', 'good']);
  await ask('runs ls', []);
  await ask('runs show', ['good']);
  await ask('runs show', ['bad']);
  await ask('runs follow', ['good']);
  await ask('runs stop', ['good']);
  await ask('runs compare', ['good', 'bad']);
  await ask('runs compare', ['good', 'bad', '--html', join(place.folder, 'compare.html')]);
  await ask('runs report', ['good']);
  await ask('runs logs', ['good']);
  await ask('runs logs', ['bad', '--rank', '0', '--follow']);
  await ask('runs supervise', [place.lastRun()], { SLURM_JOB_ID: '1', SLURM_JOB_NODELIST: 'here' });
  await ask('runs rm', ['bad']);
  await ask('runs rm', ['bad', '--yes']);
  const watching = place.start(['runs', 'watch', 'good', '--json']);
  await watching.said('"port"');
  watching.child.kill('SIGINT');
  const watched = await watching.ended;
  made.push({ verb: 'runs watch', line: 'runs watch good', document: json(watched.stdout) });
  await ask('rehearse', small, { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '0.05', FAKE_SAVES: '1' });
  return made;
}

async function ofNights(): Promise<readonly Made[]> {
  const one = series('documents');
  const made: Made[] = [];
  const ask = async (verb: string, ...args: readonly string[]) => {
    const ended = await one.place.run([...verb.split(' '), ...args, '--json']);
    made.push({ verb, line: [verb, ...args].join(' '), document: json(ended.stdout) });
  };
  await ask('nightly run', one.file, '--dry-run');
  await ask('nightly status', one.file);
  await one.night();
  await ask('nightly status', one.file);
  await ask('nightly ls', one.place.folder);
  await ask('nightly watch', one.file);
  await ask('nightly pause', one.file, '--reason', 'new labels');
  await ask('nightly unpause', one.file);
  await ask('nightly unpause', one.file);
  const data = join(one.place.folder, 'avha');
  const preset = ['--preset', 'reason1-av-caption', '--dataset', data];
  for (const scheduler of ['systemd', 'cron', 'none'])
    await ask(
      'nightly init',
      join(one.place.folder, scheduler, 'n.toml'),
      ...preset,
      '--scheduler',
      scheduler,
    );
  await ask('nightly prune', one.file, '--dry-run');
  return made;
}

/** All of them. */
export async function documents(): Promise<readonly Made[]> {
  return (await Promise.all([quiet(), ofRuns(), ofNights()])).flat();
}
