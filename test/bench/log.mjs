/** `diagnose` on a long log, beside two regular expressions over the same lines in Python. */
import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inTurns, ours, ROOT, ratio, spent } from './measure.mjs';

const STAMP = '[cosmos] 2026-11-28 19:10:00,100 - cosmos - ';

/** The beginning of a recorded log, and steps, warnings and bars in the places and numbers of a long run. */
export function makeLog(path, megabytes) {
  const recorded = readFileSync(join(ROOT, 'test/fixtures/logs/v8b_4gpu_full_size.log'), 'utf8');
  writeFileSync(path, recorded.split('\n').slice(0, 300).join('\n'));
  let step = 1;
  while (statSync(path).size < megabytes * 1e6) {
    let part = '\n';
    for (let line = 0; line < 4000; line += 1, step += 1) {
      part += `[rank0]:${STAMP}INFO - Step: ${step}/9000000, Loss: ${(2 + (step % 97) / 100).toFixed(5)}, Grad norm: 1.00000, Iteration time: 8.32s, optimizer/lr_model.language_model: 1.00000e-05, optimizer/lr_model.visual: 1.00000e-05\n`;
      if (step % 4 === 0)
        part += `[rank${step % 8}]:${STAMP}WARNING - [video] Truncated vision sample from ${step} to 4096 tokens\n`;
      if (step % 10 === 0)
        part += `[rank1]:Validation: ${step}it [00:03,  3.18it/s]\r[rank1]:Validation: ${step + 1}it [00:03]\n`;
    }
    appendFileSync(path, part);
  }
  return step - 1;
}

const FLOOR = `
import re, sys
a = re.compile(r'Step: (\\d+)/(\\d+), Loss: ([-\\d.naif]+)')
b = re.compile(r'Traceback|Error|failed|exitcode')
for line in open(sys.argv[1], errors='replace'):
    a.search(line), b.search(line)
`;

export function* rows(folder) {
  const log = join(folder, 'engine.log');
  for (const [megabytes, rounds] of [
    [161, 3],
    [1000, 1],
  ]) {
    makeLog(log, megabytes);
    const { floor, diagnose } = inTurns(rounds, {
      floor: () => spent(['python3', '-c', FLOOR, log]),
      diagnose: () => spent(ours('diagnose', log)),
    });
    yield ratio(`diagnose, ${megabytes} MB`, diagnose, floor, 2, { maxMemory: 100 });
  }
}
