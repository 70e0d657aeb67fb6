/** What others put where everybody may write, and what is done in the place of a user who has no home. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lineOf, series } from '../cli/nightly-rig.ts';
import { rig } from '../cli/rig.ts';

test('a night among waiting lines that are none: it trains, and nothing of others is a bug of ours', async () => {
  const { place, night } = series('tickets');
  const gpus = join(place.folder, 'gpus');
  mkdirSync(gpus);
  const wants = [join(gpus, 'gpu-0.lock')];
  const odd = [
    null,
    [],
    { wants },
    { run: 'x', since: 1, wants },
    { run: 'x', since: 1, process: 5, wants },
    { run: 'x', since: 1, process: { pid: 1 }, wants },
    { run: 'x', since: 'never', process: { pid: 1, bootId: 'x' }, wants },
    { run: 'x', since: 1e300, process: { pid: 1, bootId: 'x' }, wants },
  ];
  for (const [at, text] of odd.entries()) writeFileSync(join(gpus, `waits-${at}.json`), JSON.stringify(text));
  mkdirSync(join(gpus, 'waits-folder.json'));
  execFileSync('mkfifo', [join(gpus, 'waits-pipe.json')]);
  symlinkSync('/dev/zero', join(gpus, 'waits-zero.json'));
  const ended = await night();
  expect(ended.code, ended.stderr).toBe(0);
  expect(lineOf(ended)).toMatchObject({ outcome: 'succeeded' });
});

test.each(['none', 'a/b', '.model/config.json'])(
  'a home that is no folder (%s) is not made',
  async (name) => {
    const place = rig('homeless');
    const home = join(place.folder, name);
    const before = readdirSync(place.folder).length;
    const dataset = place.dataset();
    const check = await place.run(['data', 'check', dataset, '--preset', 'reason1-av-caption'], {
      HOME: home,
    });
    expect([0, 65]).toContain(check.code);
    const plan = await place.run(place.sft('--dataset', dataset, '--dry-run'), { HOME: home });
    expect(plan.code, plan.stderr).toBe(0);
    expect(existsSync(home)).toBe(name.startsWith('.model'));
    expect(readdirSync(place.folder)).toHaveLength(before + 1);
  },
);
