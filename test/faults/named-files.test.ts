/** Files and folders that a person names: whatever lies there, every verb ends soon, in words, and leaves it as it was. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Rig, rig } from '../cli/rig.ts';

/** What may lie at a path. */
const ODD: Readonly<Record<string, (path: string) => void>> = {
  'a pipe': (path) => void execFileSync('mkfifo', [path]),
  'a folder': (path) => mkdirSync(path),
  'a link to itself': (path) => symlinkSync(path, path),
  'a link to /dev/zero': (path) => symlinkSync('/dev/zero', path),
  '3 GB of nothing': (path) => {
    writeFileSync(path, '');
    truncateSync(path, 3 * 2 ** 30);
  },
  'a header of 50,000 names': (path) =>
    writeFileSync(path, `[${Array(50_000).fill('a').join('.')}]\nb = 1\n`),
  'lists in lists': (path) => writeFileSync(path, `${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  '200,000 keys': (path) =>
    writeFileSync(path, Array.from({ length: 200_000 }, (_, i) => `k${i} = ${i}`).join('\n')),
  'bytes of no text': (path) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0, 1, 2, 3, 0x80])),
  'numbers that are none': (path) => writeFileSync(path, '{"a": NaN, "b": 1e999, "__proto__": {"x": 1}}'),
};

const PRESET = 'reason1-av-caption';

/** Verbs with `@` for the path, and `D` for a sound dataset. */
const NAMED: ReadonlyArray<readonly string[]> = [
  ['check', '@'],
  ['check', 'ok.toml', '--host', '@'],
  ['check', 'ok.toml', '--script', '@'],
  ['sft', '--config', '@', '--dataset', 'D', '--dry-run'],
  ['sft', '--preset', PRESET, '--dataset', 'D', '--script', '@', '--dry-run'],
  ['sft', '--preset', './@', '--dataset', 'D', '--dry-run'],
  ['sft', '--preset', PRESET, '--dataset', 'D', '--model', '@', '--dry-run'],
  ['sft', '--preset', PRESET, '--dataset', '@', '--dry-run'],
  ['sft', '--resume', './@', '--dry-run'],
  ['sft', '--preset', PRESET, '--dataset', 'D', '--on', 'slurm', '--site', '@', '--dry-run'],
  ['estimate', '--config', '@'],
  ['rehearse', '--config', '@', '--dataset', 'D'],
  ['diagnose', '@'],
  ['diagnose', 'ok.log', '--config', '@'],
  ['diagnose', 'ok.log', '--events', '@'],
  ['diff', PRESET, '@'],
  ['data', 'check', '@'],
  ['data', 'show', 'D', '--model', '@'],
  ['data', 'show', 'D', '--config', '@'],
  ['feasibility', '--preset', PRESET, '--dataset', '@'],
  ['merge', '@', '--out', 'merged'],
  ['eval', '@', '--preset', PRESET, '--data', 'D', '--out', 'answers'],
  ['eval', 'last', '--python', '@', '--out', 'answers'],
  ['handover', '@', '--to', 'vllm', '--out', 'served'],
  ['runs', 'report', 'last', '--html', '@'],
  ['runs', 'ls', '--runs-dir', '@'],
  ['runs', 'rm', './@', '--dry-run'],
  ['nightly', 'run', '@', '--dry-run'],
  ['nightly', 'status', '@'],
  ['nightly', 'init', '@', '--preset', PRESET, '--dataset', 'D', '--scheduler', 'none'],
  ['init', '@', '--file', 'mine.toml'],
  ['cp', PRESET, '@'],
  ['doctor', '--on', 'slurm', '--site', '@'],
];

/** Files in a folder that is named. */
const WITHIN: ReadonlyArray<readonly [file: string, verb: readonly string[]]> = [
  ['.model/tokenizer.json', ['data', 'check', 'D', '--model', '.model', '--no-cache']],
  ['.model/config.json', ['sft', '--preset', PRESET, '--dataset', 'D', '--model', '.model', '--dry-run']],
  ['.model/model.safetensors', ['estimate', '--preset', PRESET, '--model', '.model']],
  ['adapter/adapter_config.json', ['eval', 'adapter', '--preset', PRESET, '--data', 'D', '--out', 'answers']],
  ['adapter/adapter_config.json', ['merge', 'adapter', '--out', 'merged', '--base', '.model']],
];

const ALL = process.env['FAULTS_ALL'] !== undefined;
let place: Rig;
beforeAll(async () => {
  place = rig('named');
  place.dataset('D');
  writeFileSync(join(place.folder, 'ok.log'), 'nothing of interest\n');
  const shown = await place.run(['show', PRESET, '--format', 'toml']);
  writeFileSync(join(place.folder, 'ok.toml'), shown.stdout);
  expect((await place.run(place.sft())).code).toBe(0);
});

/** What somebody sees of a path who looks before and after. */
function seen(path: string): string {
  const status = lstatSync(path);
  return `${status.mode} ${status.size} ${status.isFile() && status.size < 1000 ? readFileSync(path, 'hex') : ''}`;
}

let count = 0;
async function holds(file: string, odd: string, args: readonly string[]): Promise<void> {
  count += 1;
  const folder = join(place.folder, `case-${count}`);
  mkdirSync(folder);
  for (const name of ['D', '.model', 'runs', 'ok.toml', 'ok.log'])
    cpSync(join(place.folder, name), join(folder, name), { recursive: true, verbatimSymlinks: true });
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  ODD[odd]?.(path);
  const before = seen(path);
  const started = place.start(
    args.map((word) => word.replace('@', file)),
    {},
    folder,
  );
  const timer = setTimeout(() => started.child.kill('SIGKILL'), 25_000);
  const ended = await started.ended;
  clearTimeout(timer);
  const after = existsSync(path) || odd === 'a link to itself' ? seen(path) : 'gone';
  rmSync(folder, { recursive: true });
  expect([ended.signal, ended.code === 70 ? ended.stderr : 'no 70']).toEqual([null, 'no 70']);
  expect(`${ended.stdout}${ended.stderr}`).not.toMatch(/\n\s+at .*:\d+|Traceback/);
  if (odd !== 'a folder') expect(after).toBe(before);
}

/** What broke once, by what lies there and a word of the verb. */
const ONCE: ReadonlyArray<readonly [odd: string, word: string]> = [
  ['a link to itself', '--script'],
  ['a link to itself', 'feasibility'],
  ['a link to itself', '--python'],
  ['3 GB of nothing', '--script'],
  ['3 GB of nothing', '--preset ./@'],
  ['3 GB of nothing', 'diagnose @'],
  ['a header of 50,000 names', 'check @'],
  ['a header of 50,000 names', 'diff'],
  ['200,000 keys', '--preset ./@'],
  ['bytes of no text', '--runs-dir'],
  ['a link to /dev/zero', 'report'],
];

const chosen = (row: number, verb: readonly string[]) =>
  Object.keys(ODD).filter(
    (odd, at) =>
      ALL ||
      (row + at) % 10 === 0 ||
      ONCE.some(([one, word]) => one === odd && verb.join(' ').includes(word)),
  );

describe.each(NAMED.map((verb, row) => [verb.join(' '), verb, row] as const))('%s', (_, verb, row) => {
  test.concurrent.each(chosen(row, verb))('%s', (odd) => holds('x.toml', odd, verb));
});

describe.each(WITHIN.map(([file, verb], row) => [`${file}: ${verb.join(' ')}`, file, verb, row] as const))(
  '%s',
  (_, file, verb, row) => {
    test.concurrent.each(
      ALL ? Object.keys(ODD) : [...new Set(['a pipe', '3 GB of nothing', ...chosen(row, verb)])],
    )('%s', (odd) => holds(file, odd, verb));
  },
);

describe('files of a person where an answer would go', () => {
  test('a folder that holds no evaluation is not written into: 73', async () => {
    const config = join(place.folder, 'answers/config.toml');
    mkdirSync(dirname(config));
    writeFileSync(config, 'my = "hours of tuning"\n');
    const args = ['eval', '.model', '--preset', PRESET, '--data', 'D', '--out', 'answers'];
    const ended = await place.run(args);
    expect([ended.code, ended.stderr]).toEqual([73, expect.stringContaining('it was not changed')]);
    expect(readFileSync(config, 'utf8')).toBe('my = "hours of tuning"\n');
  });

  test('`runs report --html` takes the place of a page, and of nothing else', async () => {
    const page = join(place.folder, 'page.html');
    const report = (path: string) => place.run(['runs', 'report', 'last', '--html', path]);
    expect([(await report(page)).code, (await report(page)).code]).toEqual([0, 0]);
    const refused = await report('ok.log');
    expect([refused.code, refused.stderr]).toEqual([73, expect.stringContaining('it was not changed')]);
  });

  test('`nightly init` writes nothing through a link that leads nowhere', async () => {
    const outside = join(place.folder, 'outside.toml');
    symlinkSync(outside, join(place.folder, 'night.toml'));
    const args = [
      'nightly',
      'init',
      'night.toml',
      '--preset',
      PRESET,
      '--dataset',
      'D',
      '--scheduler',
      'none',
    ];
    const ended = await place.run(args);
    expect([ended.code, existsSync(outside)]).toEqual([73, false]);
  });
});
