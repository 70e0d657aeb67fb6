/** `diagnose` on a long log, beside two regular expressions over the same lines in Python; processor time and memory. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const MEGABYTES = Number(process.argv[2] ?? 161);
const folder = mkdtempSync(join(tmpdir(), 'bench-log-'));
const log = join(folder, 'engine.log');
const recorded = readFileSync(join(ROOT, 'test/fixtures/logs/v8b_4gpu_full_size.log'), 'utf8');
writeFileSync(log, recorded.split('\n').slice(0, 300).join('\n'));

const STAMP = '[cosmos] 2026-11-28 19:10:00,100 - cosmos - ';
for (let step = 1; statSync(log).size < MEGABYTES * 1e6; ) {
  let part = '\n';
  for (let line = 0; line < 4000; line += 1, step += 1) {
    part += `[rank0]:${STAMP}INFO - Step: ${step}/9000000, Loss: ${(2 + (step % 97) / 100).toFixed(5)}, Grad norm: 1.00000, Iteration time: 8.32s, optimizer/lr_model.language_model: 1.00000e-05, optimizer/lr_model.visual: 1.00000e-05\n`;
    if (step % 4 === 0)
      part += `[rank${step % 8}]:${STAMP}WARNING - [video] Truncated vision sample from ${step} to 4096 tokens\n`;
    if (step % 10 === 0)
      part += `[rank1]:Validation: ${step}it [00:03,  3.18it/s]\r[rank1]:Validation: ${step + 1}it [00:03]\n`;
  }
  appendFileSync(log, part);
}

const PYTHON = `
import re, resource
a = re.compile(r'Step: (\\d+)/(\\d+), Loss: ([-\\d.naif]+)')
b = re.compile(r'Traceback|Error|failed|exitcode')
for line in open('${log}', errors='replace'):
    a.search(line), b.search(line)
u = resource.getrusage(resource.RUSAGE_SELF)
print(u.ru_utime + u.ru_stime, u.ru_maxrss)
`;
const OURS = `import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
u = resource.getrusage(resource.RUSAGE_CHILDREN)
print(u.ru_utime + u.ru_stime, u.ru_maxrss)`;

function measured(script, ...args) {
  const { stdout } = spawnSync('python3', ['-c', script, ...args], { encoding: 'utf8' });
  const [seconds, kilobytes] = stdout.trim().split(' ').map(Number);
  return { seconds, megabytes: kilobytes / 1024 };
}

const floors = [];
const ours = [];
for (let i = 0; i < 3; i += 1) {
  floors.push(measured(PYTHON));
  ours.push(measured(OURS, process.execPath, join(ROOT, 'dist/cli.js'), 'diagnose', log));
}
rmSync(folder, { recursive: true });
const least = (list, key) => Math.min(...list.map((one) => one[key]));
const [floor, time, memory] = [least(floors, 'seconds'), least(ours, 'seconds'), least(ours, 'megabytes')];
process.stdout.write(
  `diagnose ${MEGABYTES} MB: ${time.toFixed(2)} s of processor, ${memory.toFixed(0)} MB; two regular expressions in Python ${floor.toFixed(2)} s; ratio ${(time / floor).toFixed(2)} (at most 2, 100 MB)\n`,
);
process.exitCode = time / floor <= 2 && memory < 100 ? 0 : 1;
