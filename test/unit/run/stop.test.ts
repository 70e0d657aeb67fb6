/** Ending a tree: asked first, killed after its time or when somebody hurries, and what would not go is named. */
import { describe, expect, test } from 'vitest';
import type { RunProcess } from '../../../src/engine/engine.ts';
import type { Handle, Strays } from '../../../src/executors/executor.ts';
import { stopTree } from '../../../src/run/stop.ts';

const STRAYS = { is: () => false } as unknown as Strays;
const PROCESS: RunProcess = { pid: 7, command: 'train', worker: true };

/** A run that lives until it got `kills` SIGKILL, or some milliseconds after SIGTERM. */
function tree(dies: { readonly kills?: number; readonly afterTerm?: number }) {
  const signals: string[] = [];
  let termAt = Number.POSITIVE_INFINITY;
  let looks = 0;
  const alive = async (strays?: Strays) => {
    looks += 1;
    expect(strays).toBe(STRAYS);
    const killed =
      signals.filter((one) => one === 'SIGKILL').length >= (dies.kills ?? Number.POSITIVE_INFINITY);
    return killed || performance.now() - termAt >= (dies.afterTerm ?? Number.POSITIVE_INFINITY)
      ? []
      : [PROCESS];
  };
  const handle = {
    alive,
    async signal(signal: string, strays?: Strays) {
      expect(strays).toBe(STRAYS);
      if (signal === 'SIGTERM') termAt = performance.now();
      signals.push(signal);
    },
  } as unknown as Handle;
  return { handle, signals, looks: () => looks };
}

describe('a tree', () => {
  test('that goes when it is asked is never killed, and nobody waits longer than it needs', async () => {
    const { handle, signals } = tree({ afterTerm: 150 });
    const before = performance.now();
    expect(await stopTree(handle, STRAYS, 60)).toEqual([]);
    expect(signals).toEqual(['SIGTERM']);
    expect(performance.now() - before).toBeLessThan(3000);
  });

  test('that does not is killed, but not before its time', async () => {
    const { handle, signals } = tree({ kills: 1 });
    const before = performance.now();
    expect(await stopTree(handle, STRAYS, 0.5)).toEqual([]);
    expect(signals).toEqual(['SIGTERM', 'SIGKILL']);
    expect(performance.now() - before).toBeGreaterThan(450);
  });

  test('that somebody wants gone at once is killed without waiting', async () => {
    const { handle, signals } = tree({ kills: 1 });
    let asked = 0;
    const hurry = () => {
      asked += 1;
      return asked > 2;
    };
    const before = performance.now();
    expect(await stopTree(handle, STRAYS, 60, hurry)).toEqual([]);
    expect(signals).toEqual(['SIGTERM', 'SIGKILL']);
    expect(performance.now() - before).toBeLessThan(5000);
  });

  test('that needs more than one SIGKILL, since a child was just born, gets it', async () => {
    const { handle, signals } = tree({ kills: 3 });
    expect(await stopTree(handle, STRAYS, 0)).toEqual([]);
    expect(signals).toEqual(['SIGTERM', 'SIGKILL', 'SIGKILL', 'SIGKILL']);
  });

  test('that would not go at all is named after some seconds', async () => {
    const { handle, signals } = tree({});
    expect(await stopTree(handle, STRAYS, 0)).toEqual([PROCESS]);
    expect(signals.filter((one) => one === 'SIGKILL')).toHaveLength(50);
  }, 20_000);
});
