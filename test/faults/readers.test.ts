/** Whoever reads an answer slowly, or leaves: what waits for them stays small, and nothing is read for nobody. */
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { json, type Rig, rig } from '../cli/rig.ts';
import { LONG, SLOW, training } from './surroundings.ts';

const MEGABYTE = 1 << 20;

/** A run whose log has 200 MB. */
async function talkative(): Promise<Rig> {
  const place = rig('readers');
  expect((await place.run(place.sft())).code).toBe(0);
  const log = join(place.lastRun(), 'engine.log');
  const lines = `${'a line of the engine '.repeat(6)}\n`.repeat(8 * 1024);
  while (statSync(log).size < 200 * MEGABYTE) appendFileSync(log, lines);
  return place;
}

const peak = (pid: number) =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

describe('`runs logs` of a long log', () => {
  test.each(['', '--json', '--follow'])(
    '%s to a pager that takes nothing: little waits for it',
    async (flag) => {
      const place = await talkative();
      const { child, pid, ended } = place.start(['runs', 'logs', 'last', ...(flag === '' ? [] : [flag])]);
      child.stdout?.pause();
      await sleep(3000);
      expect(peak(pid)).toBeLessThan(200);
      child.stdout?.destroy();
      expect((await ended).code).toBe(0);
    },
  );
});

describe.concurrent('`runs logs --follow`', () => {
  test.concurrent('ends as its reader has what it wanted, and the run goes on', async () => {
    const place = rig('readers');
    const { started } = await training(place, SLOW, ...LONG);
    const { child, ended } = place.start(['runs', 'logs', 'last', '--follow']);
    child.stdout?.once('data', () => child.stdout?.destroy());
    const late = sleep(10_000, 'late', { ref: false });
    expect(await Promise.race([ended.then(({ code }) => code), late])).toBe(0);
    process.kill(started.pid, 'SIGTERM');
    expect((await started.ended).code).toBe(143);
  });

  test.concurrent.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends it as the table says, with a whole document', async (signal, code) => {
    const place = rig('readers');
    const { started } = await training(place, SLOW, ...LONG);
    const text = place.start(['runs', 'logs', 'last', '--follow']);
    const document = place.start(['runs', 'logs', 'last', '--follow', '--json']);
    await Promise.all([text.said(/INFO/), document.said(/INFO/)]);
    for (const { pid } of [text, document]) process.kill(pid, signal);
    expect((await text.ended).signal).toBe(signal);
    const ended = await document.ended;
    expect([ended.code, json(ended.stdout).lines.length > 0]).toEqual([code, true]);
    process.kill(started.pid, 'SIGTERM');
    expect((await started.ended).code).toBe(143);
  });
});
