/**
 * Whether this build answers as an older one does: configs and logs of the fixtures, each as it is and damaged at random.
 * `node test/bench/compare.mjs OLD_DIST [COUNT] [SEED]`; prints what differs and ends with 1.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const [old, count = '10000', seed = '1'] = process.argv.slice(2);
if (old === undefined) throw new Error('name the dist folder of the older build');
const folder = mkdtempSync(join(tmpdir(), 'compare-'));

let state = Number(seed) >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const pick = (list) => list[Math.floor(random() * list.length)];

function below(path, end) {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => readFileSync(join(path, name)));
}

const WORDS = [
  '',
  '0',
  '-1',
  '1.0',
  '"x"',
  'true',
  '[]',
  '{}',
  '1e-6',
  '"sft"',
  'nan',
  '"a b"',
  '# x',
  '\t',
  '\n[train]\n',
  '"../../x"',
  '0x10',
  '07:00:00',
  "'''",
];

function damaged(bytes, all) {
  let lines = bytes.toString('latin1').split('\n');
  for (let turns = Math.floor(random() * 4); turns > 0; turns -= 1) {
    const at = Math.floor(random() * lines.length);
    switch (Math.floor(random() * 6)) {
      case 0:
        lines.splice(at, 1);
        break;
      case 1:
        lines.splice(at, 0, pick(pick(all).toString('latin1').split('\n')));
        break;
      case 2:
        lines[at] = (lines[at] ?? '').replace(/=.*/, () => `= ${pick(WORDS)}`);
        break;
      case 3: {
        const line = lines[at] ?? '';
        const cut = Math.floor(random() * (line.length + 1));
        lines[at] = line.slice(0, cut) + pick(WORDS) + line.slice(cut + 1);
        break;
      }
      case 4:
        lines = lines.slice(0, at + 1);
        break;
      default:
        [lines[at], lines[0]] = [lines[0] ?? '', lines[at] ?? ''];
    }
  }
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** A document with the keys of its objects in one order, which says nothing; anything else as it is. */
function byValue(text) {
  const sorted = (_, value) =>
    value === null || typeof value !== 'object' || Array.isArray(value)
      ? value
      : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  try {
    return JSON.stringify(JSON.parse(text), sorted, 2);
  } catch {
    return text;
  }
}

function answer(dist, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(dist, 'cli.js'), ...args], {
    cwd: folder,
    maxBuffer: 2 ** 30,
  });
  return { status, stdout: byValue(stdout), stderr };
}

const wrong = [];
function compare(args) {
  const [before, after] = [answer(resolve(old), args), answer(join(ROOT, 'dist'), args)];
  const differs = ['status', 'stdout', 'stderr'].filter((key) => String(before[key]) !== String(after[key]));
  if (differs.length === 0) return;
  wrong.push(args.join(' '));
  process.stdout.write(`differs in ${differs.join(', ')}: ${args.join(' ')}\n`);
  const [a, b] = [String(before[differs[0]]).split('\n'), String(after[differs[0]]).split('\n')];
  const at = a.findIndex((line, place) => line !== b[place]);
  process.stdout.write(`  - ${a[at]}\n  + ${b[at]}\n`);
}

try {
  const configs = ['test/fixtures', 'examples', 'test/fixtures/cases'].flatMap((path) =>
    below(join(ROOT, path), '.toml'),
  );
  const each = 1000;
  for (let done = 0; done < Number(count); done += each) {
    const name = `configs-${done}`;
    mkdirSync(join(folder, name));
    for (let i = 0; i < each; i += 1) {
      const bytes = done === 0 && i < configs.length ? configs[i] : damaged(pick(configs), configs);
      writeFileSync(join(folder, name, `${String(i).padStart(5, '0')}.toml`), bytes);
    }
    const engine = pick([
      [],
      ['--engine', '0.4.7'],
      ['--engine', '0.3.9'],
      ['--engine', '0.4.4', '--gpus', '8'],
      ['--dataset-rows', '900', '--strict'],
    ]);
    compare(['check', name, ...engine, '--format', 'json']);
    compare(['check', name, ...engine, '--format', pick(['sarif', 'github', 'text'])]);
  }
  const logs = below(join(ROOT, 'test/fixtures/logs'), '.log');
  for (const [i, bytes] of [
    ...logs,
    ...Array.from({ length: Number(count) / 100 }, () => damaged(pick(logs), logs)),
  ].entries()) {
    writeFileSync(join(folder, `${i}.log`), bytes);
    compare(['diagnose', `${i}.log`, '--json']);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${wrong.length} answers differ\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;
