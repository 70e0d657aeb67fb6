/** A token in what a person names, writes or is given: it comes out nowhere, and no file that we write holds it. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Rig, rig } from '../cli/rig.ts';

const TOKEN = 'hf_PLANTEDplantedPLANTED0123456789';
const PRESET = 'reason1-av-caption';
/** Also what `--fix` makes of a person's own file. */
const SOURCES = ['planted.toml', 'planted.log', 'fixed.toml'];

let place: Rig;
beforeAll(() => {
  place = rig('secrets');
  place.dataset('D');
  writeFileSync(
    join(place.folder, 'planted.toml'),
    `[train]\noptm_name = "${TOKEN}"\n[policy]\nmodel_name_or_path = "${TOKEN}"\n[custom]\nhf_token = "${TOKEN}"\n${TOKEN} = 1\n`,
  );
  writeFileSync(
    join(place.folder, 'planted.log'),
    `[rank0]:Traceback (most recent call last):\n[rank0]:ValueError: token ${TOKEN} is not valid\n[cosmos] 2026-11-20 09:01:22,000 - cosmos - ERROR - Process 4200 failed with return code 1\n`,
  );
});

/** Files below the place that hold the token, but for those that we planted and the programs of the rig. */
function holding(folder = place.folder): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    const path = join(folder, one.name);
    if (one.isDirectory()) return one.name === '.bin' ? [] : holding(path);
    const planted = !one.isFile() || SOURCES.includes(one.name) || statSync(path).size > 2 ** 24;
    return !planted && readFileSync(path).includes(TOKEN) ? [path] : [];
  });
}

const verbs: ReadonlyArray<readonly string[]> = [
  ['show', PRESET, `custom.a=${TOKEN}`],
  ['show', PRESET, `custom.a=${TOKEN}`, '--format', 'toml'],
  ['cp', PRESET, 'mine.toml', `custom.a=${TOKEN}`],
  ['diff', PRESET, 'planted.toml'],
  ...['text', 'json', 'sarif', 'github'].map((format) => ['check', 'planted.toml', '--format', format]),
  ['check', 'planted.toml', '--fix', '--output', 'fixed.toml', '--json'],
  ['feasibility', '--config', 'planted.toml'],
  ['feasibility', '--preset', PRESET, '--model', TOKEN, '--json'],
  ['estimate', '--preset', PRESET, `custom.a=${TOKEN}`],
  ['diagnose', 'planted.log'],
  ['diagnose', 'planted.log', '--json'],
  ['explain', TOKEN],
  ['data', 'check', TOKEN, '--preset', PRESET],
  ['runs', 'show', TOKEN],
  ['sft', '--preset', PRESET, '--dataset', 'D', '--dry-run', `custom.${TOKEN}=1`],
  ['sft', '--preset', PRESET, '--dataset', 'D', '--dry-run', '--name', TOKEN],
  ['sft', '--preset', PRESET, '--dataset', TOKEN, '--dry-run', '--json'],
  [
    'nightly',
    'init',
    'n.toml',
    '--preset',
    PRESET,
    '--dataset',
    'D',
    '--scheduler',
    'none',
    `custom.a=${TOKEN}`,
  ],
];

test.concurrent.each(verbs.map((verb) => [verb.join(' '), verb] as const))('%s', async (_, verb) => {
  const ended = await place.run(verb);
  expect(ended.code, ended.stderr).not.toBe(70);
  expect(`${ended.stdout}${ended.stderr}`).not.toContain(TOKEN);
});

test('no file of ours holds it', () => {
  expect(holding()).toEqual([]);
});
