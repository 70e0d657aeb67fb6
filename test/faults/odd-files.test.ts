/** Files of a record that are not what they were: whoever reads them ends soon, in words, and never with 70. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Rig, recordOf, rig } from '../cli/rig.ts';

/** What somebody may put in the place of a file. */
const ODD: Readonly<Record<string, (path: string) => void>> = {
  'a pipe': (path) => void execFileSync('mkfifo', [path]),
  'a folder': (path) => mkdirSync(path),
  'a link to itself': (path) => symlinkSync(path, path),
  'a link to /dev/zero': (path) => symlinkSync('/dev/zero', path),
  'much of nothing': (path) => {
    writeFileSync(path, '');
    // As much of a log is read to its end; nothing else may have so much.
    truncateSync(
      path,
      path.endsWith('engine.log') || path.endsWith('train-events.ndjson') ? 2 ** 27 : 3 * 2 ** 30,
    );
  },
  'nested 100,000 times': (path) => writeFileSync(path, `${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  'another value': (path) => writeFileSync(path, '{"schemaVersion": 1, "id": 5, "findings": {"a": null}}\n'),
  'bytes of no text': (path) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0, 1, 2, 3, 0x80])),
  nothing: (path) => writeFileSync(path, ''),
};

const ONLY = process.env['FAULTS_ALL'] === undefined;
const FILES = [
  'run.json',
  'plan.json',
  'config.toml',
  'metrics.ndjson',
  'events.ndjson',
  'train-events.ndjson',
  'engine.log',
  'context.json',
  'findings.json',
  'host.json',
];
const VERBS: ReadonlyArray<readonly string[]> = [
  ['runs', 'ls'],
  ['runs', 'show', 'last'],
  ['runs', 'logs', 'last'],
  ['runs', 'report', 'last', '--output', 'page.html'],
  ['runs', 'follow', 'last'],
  ['runs', 'stop', 'last'],
  ['runs', 'show', './runs/odd', '--json'],
  ['sft', '--resume', './runs/odd', '--dry-run'],
  ['diagnose', './runs/odd/engine.log'],
  ['runs', 'rm', './runs/odd', '--dry-run'],
];

/** The record says that it runs, and nobody lives: whoever looks takes it over, and reads more of it. */
function unendedRecord(folder: string): void {
  const path = join(folder, 'run.json');
  const { outcome, exitCode, endedAt, ...record } = recordOf(folder);
  const name = { pid: 4_194_304, bootId: 'another', host: hostname() };
  const where = { executor: 'local', run: record.id, address: '127.0.0.1', process: name };
  writeFileSync(path, JSON.stringify({ ...record, status: 'running', supervisor: name, where }));
}

let place: Rig;
let run: string;
beforeAll(async () => {
  place = rig('odd-files');
  await place.run(place.sft());
  run = place.lastRun();
});

describe.each(FILES)('%s', (file) => {
  const cases = Object.keys(ODD).flatMap((what, at) =>
    VERBS.filter((_, verb) => !ONLY || (verb + at) % 5 === 0).map((verb) => [what, verb] as const),
  );
  test.concurrent.each(cases)('%s: %j', async (what, verb) => {
    const folder = join(
      place.folder,
      `case-${FILES.indexOf(file)}-${Object.keys(ODD).indexOf(what)}-${VERBS.indexOf(verb)}`,
    );
    mkdirSync(join(folder, 'runs'), { recursive: true });
    cpSync(run, join(folder, 'runs/odd'), { recursive: true });
    if (verb[1] === 'follow' || verb[1] === 'stop') unendedRecord(join(folder, 'runs/odd'));
    const path = join(folder, 'runs/odd', file);
    rmSync(path, { force: true });
    ODD[what]?.(path);
    const started = place.start(verb, {}, folder);
    const timer = setTimeout(() => started.child.kill('SIGKILL'), 30_000);
    const ended = await started.ended;
    clearTimeout(timer);
    rmSync(folder, { recursive: true });
    expect([ended.signal, ended.code === 70 ? ended.stderr : 'no 70']).toEqual([null, 'no 70']);
    expect(`${ended.stdout}${ended.stderr}`.length, ended.stderr).toBeLessThan(2_000_000);
  });
});
