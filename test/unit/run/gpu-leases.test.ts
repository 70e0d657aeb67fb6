/** GPUs of a host: all that are wanted or none, others where somebody was quicker, and never a run kept back by a folder. */
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processName } from '../../../src/executors/process-name.ts';
import type { Io } from '../../../src/io.ts';
import type { PlannedRun } from '../../../src/plan/plan-run.ts';
import { gpuLeases, hostLeaseFolder, leasedGpus, planLeased, takeAll } from '../../../src/run/gpu-leases.ts';
import { holder, takeLease } from '../../../src/run/lease.ts';

const root = mkdtempSync(join(tmpdir(), 'cookbook-gpus-'));
const fresh = () => mkdtempSync(join(root, 'g-'));

const DEAD = JSON.stringify({
  run: 'gone',
  since: 'then',
  process: { ...processName(process.pid), startTime: '1' },
});

/** Somebody living has this GPU from now on. */
const lease = (folder: string, gpu: number, run = 'other') => {
  const taken = takeLease(join(folder, `gpu-${gpu}.lock`), holder(run, 0));
  if ('held' in taken) throw new Error('taken');
  return taken.release;
};

/** A host of `count` GPUs: plans take the first GPUs that are not leased, as many as they need. */
function host(count: number, needed: number, folder: string) {
  const said: string[] = [];
  const asked: number[][] = [];
  const io = {
    env: { COOKBOOK_GPU_LEASES: folder },
    cwd: root,
    now: () => 0,
    stderr: { write: (text: string) => void said.push(text) },
  } as unknown as Io;
  const all = Array.from({ length: count }, (_, index) => index);
  const plan = async (leased: ReadonlySet<number>, chosen?: string): Promise<PlannedRun> => {
    asked.push([...leased].sort());
    const free = [...all.filter((gpu) => !leased.has(gpu)), ...all.filter((gpu) => leased.has(gpu))];
    const visible = chosen ?? free.slice(0, needed).sort().join(',');
    const gpus = { ok: true, value: all.map((index) => ({ index })) };
    return {
      code: 0,
      facts: { gpus },
      prepared: { plan: { id: 'mine', gpus: needed, env: { CUDA_VISIBLE_DEVICES: visible } } },
    } as unknown as PlannedRun;
  };
  return { io, plan, said, asked };
}

describe('which are leased', () => {
  test('those of the living; other files, dead holders and what is no lease tell of nobody', () => {
    const folder = fresh();
    lease(folder, 3);
    lease(folder, 12);
    writeFileSync(join(folder, 'gpu-1.lock'), DEAD);
    symlinkSync('nowhere', join(folder, 'gpu-2.lock'));
    const living = readFileSync(join(folder, 'gpu-3.lock'));
    for (const name of ['gpu-4.lock.draft-1', 'a-gpu-5.lock', 'gpu-MIG-1.lock', 'gpu-.lock'])
      writeFileSync(join(folder, name), living);
    expect([...leasedGpus({ env: { COOKBOOK_GPU_LEASES: folder }, cwd: '/' })].sort()).toEqual([12, 3]);
    expect([...leasedGpus({ env: { COOKBOOK_GPU_LEASES: 'g' }, cwd: folder })]).toEqual([]);
    expect([...leasedGpus({ env: { COOKBOOK_GPU_LEASES: '.' }, cwd: folder })]).toHaveLength(2);
  });

  test.each([{}, { COOKBOOK_GPU_LEASES: '' }])('are looked for in the folder of the host with %j', (env) => {
    const folder = fresh();
    // No host has as many.
    lease(folder, 987654);
    expect([...leasedGpus({ env, cwd: folder })]).not.toContain(987654);
  });

  test('each GPU has one lease, in one order for everybody, whatever its name holds', () => {
    expect(gpuLeases('/f', ' 1, 0,,MIG-a/b ')).toEqual([
      ['GPU 0', '/f/gpu-0.lock'],
      ['GPU 1', '/f/gpu-1.lock'],
      ['GPU MIG-a/b', '/f/gpu-MIG-a_b.lock'],
    ]);
  });
});

describe('all or none', () => {
  test('who finds one busy gives the others back, and is told by whom', () => {
    const folder = fresh();
    const release = lease(folder, 1);
    expect(takeAll(gpuLeases(folder, '0,1,2'), 'mine', 0)).toEqual({
      busy: { what: 'GPU 1', holder: expect.objectContaining({ run: 'other' }) },
    });
    expect(readdirSync(folder)).toEqual(['gpu-1.lock']);
    release();
    const taken = takeAll(gpuLeases(folder, '0,1,2'), 'mine', 0);
    expect(readdirSync(folder)).toHaveLength(3);
    if ('busy' in taken) throw new Error('busy');
    expect(taken.notes).toEqual([]);
    taken.release();
    taken.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a lease that cannot be asked for gives back the others too', () => {
    const folder = fresh();
    mkdirSync(join(folder, 'gpu-1.lock'));
    expect(() => takeAll(gpuLeases(folder, '0,1'), 'mine', 0)).toThrow('no plain file');
    expect(readdirSync(folder)).toEqual(['gpu-1.lock']);
  });

  test('what was taken over is told: from whom, or that it was damaged', () => {
    const folder = fresh();
    writeFileSync(join(folder, 'gpu-0.lock'), DEAD);
    writeFileSync(join(folder, 'gpu-1.lock'), '{');
    expect(takeAll(gpuLeases(folder, '0,1,2'), 'mine', 0)).toMatchObject({
      notes: [
        expect.stringMatching(/GPU 0 was taken over from gone \(pid \d+, since then\), which is dead/),
        expect.stringContaining('GPU 1 was damaged'),
      ],
    });
  });
});

describe('a start', () => {
  test('takes what its plan names, and gives it back', async () => {
    const folder = fresh();
    const { io, plan, said, asked } = host(2, 1, folder);
    const { release, planned } = await planLeased(plan, io);
    expect(planned.prepared.plan.id).toBe('mine');
    expect(readdirSync(folder)).toEqual(['gpu-0.lock']);
    release();
    expect([readdirSync(folder), said, asked]).toEqual([[], [], [[]]]);
  });

  test('takes other GPUs where somebody was quicker', async () => {
    const folder = fresh();
    const { io, plan, asked } = host(3, 2, folder);
    const quick = async (leased: ReadonlySet<number>) => {
      const planned = await plan(leased);
      if (asked.length === 1) lease(folder, 1);
      return planned;
    };
    const { release } = await planLeased(quick, io);
    expect(asked).toEqual([[], [1]]);
    expect(readdirSync(folder)).toEqual(['gpu-0.lock', 'gpu-1.lock', 'gpu-2.lock']);
    release();
    expect(readdirSync(folder)).toEqual(['gpu-1.lock']);
  });

  test('is refused where too few are free, with the name of the other run', async () => {
    const folder = fresh();
    lease(folder, 1);
    const { io, plan, asked } = host(2, 2, folder);
    await expect(planLeased(plan, io)).rejects.toMatchObject({
      exitCode: 75,
      message: expect.stringMatching(/^GPU 1 is used by other \(pid \d+\) since 1970/),
    });
    expect(asked).toEqual([[1]]);
    expect(readdirSync(folder)).toEqual(['gpu-1.lock']);
  });

  test('is refused after five tries where its plan insists on a GPU that is taken', async () => {
    const folder = fresh();
    lease(folder, 0);
    const { io, plan, asked } = host(4, 1, folder);
    await expect(planLeased((leased) => plan(leased, '0'), io)).rejects.toMatchObject({ exitCode: 75 });
    expect(asked).toHaveLength(5);
  });

  test('is refused at once where nobody knows which GPUs there are', async () => {
    const folder = fresh();
    lease(folder, 0);
    const { io, plan, asked } = host(1, 1, folder);
    const unseen = async (leased: ReadonlySet<number>) => {
      const planned = await plan(leased);
      return { ...planned, facts: { ...planned.facts, gpus: { ok: false as const, reason: 'no driver' } } };
    };
    await expect(planLeased(unseen, io)).rejects.toMatchObject({ exitCode: 75 });
    expect(asked).toHaveLength(1);
  });

  test('of a plan that is refused leases nothing', async () => {
    const folder = fresh();
    const { io, plan } = host(2, 1, folder);
    const refused = async (leased: ReadonlySet<number>) => ({ ...(await plan(leased)), code: 78 as const });
    const { planned, release } = await planLeased(refused, io);
    expect(planned.code).toBe(78);
    expect(readdirSync(folder)).toEqual([]);
    release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('without GPUs makes no folder', async () => {
    const folder = join(fresh(), 'none');
    const { io, plan, said } = host(2, 1, folder);
    (await planLeased((leased) => plan(leased, ''), io)).release();
    expect([existsSync(folder), said]).toEqual([false, []]);
  });

  test('goes on without a lease where the folder cannot be had, and says so', async () => {
    const folder = join(fresh(), 'file');
    writeFileSync(folder, '');
    const { io, plan, said } = host(2, 1, folder);
    (await planLeased(plan, io)).release();
    expect(said).toEqual([expect.stringMatching(/^GPU 0 not leased: .*\n$/)]);
  });

  test('tells of a lease that it took over', async () => {
    const folder = fresh();
    writeFileSync(join(folder, 'gpu-0.lock'), DEAD);
    const { io, plan, said } = host(1, 1, folder);
    (await planLeased(plan, io)).release();
    expect(said).toEqual([expect.stringContaining('taken over from gone')]);
  });
});

describe('the folder for all', () => {
  const mode = (path: string) => lstatSync(path).mode & 0o7777;

  test('is made sticky, also where an earlier version left it open', () => {
    const folder = join(fresh(), 'leases');
    expect(hostLeaseFolder('', folder)).toBe(folder);
    expect(mode(folder)).toBe(0o1777);
    chmodSync(folder, 0o777);
    hostLeaseFolder('', folder);
    expect(mode(folder)).toBe(0o1777);
  });

  test.runIf(process.getuid?.() === 0)('stays as it is where it is another user’s', () => {
    const folder = fresh();
    chmodSync(folder, 0o755);
    chownSync(folder, 65534, 65534);
    expect(hostLeaseFolder('', folder)).toBe(folder);
    expect(mode(folder)).toBe(0o755);
  });

  test('is never a link or a file of somebody', () => {
    const folder = fresh();
    const theirs = join(folder, 'theirs');
    mkdirSync(theirs);
    symlinkSync(theirs, join(folder, 'link'));
    writeFileSync(join(folder, 'file'), '');
    const before = mode(theirs);
    for (const name of ['link', 'file'])
      expect(() => hostLeaseFolder('name another', join(folder, name))).toThrow(
        expect.objectContaining({ exitCode: 69, help: 'remove it, or name another' }),
      );
    expect(mode(theirs)).toBe(before);
    expect(() => hostLeaseFolder('', join(folder, 'no/such'))).toThrow(/ENOENT.*mkdir/);
  });
});
