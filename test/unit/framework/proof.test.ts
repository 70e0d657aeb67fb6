/** What the files of a run prove: each part of a checkpoint broken once. */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { LAYOUT } from '../../../src/engine/cosmos-framework/layout.ts';
import { latestStep, readIteration } from '../../../src/engine/cosmos-framework/proof/iteration.ts';
import { proofOf } from '../../../src/engine/cosmos-framework/proof/proof.ts';
import { WEIGHTS } from '../../../src/engine/cosmos-framework/proof/weights.ts';

const PARTS = ['model', 'optim', 'scheduler', 'trainer'];
const root = mkdtempSync(join(tmpdir(), 'cookbook-fw-proof-'));

let out = '';
let number = 0;
const at = (part: string, name: string) => join(LAYOUT.checkpoint(out, 4), part, name);

/** As torch.distributed.checkpoint leaves it: a pickled list that names the files, and zips one after the other. */
function save(step: number): void {
  for (const part of PARTS) {
    const folder = join(LAYOUT.checkpoint(out, step), part);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, '__0_0.distcp'),
      Buffer.from('PK\u0003\u0004 data PK\u0005\u0006 end', 'latin1'),
    );
    writeFileSync(join(folder, '.metadata'), Buffer.from('\u0080\u0002storage_data __0_0.distcp', 'latin1'));
  }
  writeFileSync(join(out, 'checkpoints/latest_checkpoint.txt'), `iter_${String(step).padStart(9, '0')}\n`);
}

beforeEach(() => {
  number += 1;
  out = join(root, String(number));
  mkdirSync(join(out, 'checkpoints'), { recursive: true });
  writeFileSync(join(out, 'config.yaml'), 'trainer: {}\n');
  const before = new Date(Date.now() - 5000);
  utimesSync(join(out, 'config.yaml'), before, before);
  save(4);
});

describe('a checkpoint', () => {
  const problem = () => proofOf(out, 4).checkpoint.problems[0];

  it('is whole with four parts, their lists and files, and the name of the newest step', () => {
    expect(proofOf(out, 4).checkpoint).toMatchObject({ complete: true, problems: [] });
    expect(latestStep(out)).toBe(4);
    expect(LAYOUT.steps(out)).toEqual([4]);
    expect(WEIGHTS.resumeProblem(out, 4, 1, {})).toBeUndefined();
  });

  it.each(PARTS)('%s without its list, which is written last', (part) => {
    rmSync(at(part, '.metadata'));
    expect(problem()).toBe(`${part}: it has no .metadata, which is written last`);
    expect(WEIGHTS.resumeProblem(out, 4, 1, {})).toBe(problem());
  });

  it('an empty list, one that names nothing, and a file that it names and that is not there', () => {
    writeFileSync(at('model', '.metadata'), '');
    expect(problem()).toContain('is empty');
    writeFileSync(at('model', '.metadata'), 'pickle');
    expect(problem()).toContain('names no file');
    writeFileSync(at('model', '.metadata'), '__0_0.distcp __1_0.distcp');
    expect(problem()).toBe('model/__1_0.distcp: it cannot be read: ENOENT');
  });

  it('a file that was cut, and one of zeros', () => {
    truncateSync(at('optim', '__0_0.distcp'), 8);
    expect(problem()).toBe('optim/__0_0.distcp: it was cut');
    writeFileSync(at('optim', '__0_0.distcp'), Buffer.alloc(4096));
    expect(problem()).toContain('nothing but zeros');
  });

  it('of an earlier attempt under the same name is none of this one', () => {
    const now = new Date(Date.now() + 5000);
    utimesSync(join(out, 'config.yaml'), now, now);
    expect(problem()).toBe('model: its .metadata is older than this run');
    // To go on from it, it is as good as any.
    expect(readIteration(out, 4).complete).toBe(true);
  });

  it('whose step is not the one that a restart would take, or where nothing says which', () => {
    writeFileSync(join(out, 'checkpoints/latest_checkpoint.txt'), 'iter_000000002\n');
    expect(problem()).toBe('latest_checkpoint.txt names step 2, not 4');
    rmSync(join(out, 'checkpoints/latest_checkpoint.txt'));
    expect(problem()).toBe('there is no latest_checkpoint.txt');
  });

  it('that is not there, and a run that never began', () => {
    expect(proofOf(out, 8).checkpoint).toMatchObject({ present: false, complete: false });
    rmSync(join(out, 'config.yaml'));
    expect(problem()).toContain('has no config.yaml');
  });

  it('has no export unless one was written', () => {
    expect(proofOf(out, 4).export).toMatchObject({ present: false, complete: false });
    expect(WEIGHTS.exported(out, 4, false).problem).toContain('does not exist');
  });
});
