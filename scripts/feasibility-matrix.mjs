/**
 * The confusion matrix of `feasibility` over labelled cases, and that of a keyword grep over the same inputs.
 * node scripts/feasibility-matrix.mjs [FILE.json ...] [--json]: every case is made into files and given to dist/cli.js.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const CLI = join(ROOT, 'dist/cli.js');
const FIXTURES = join(ROOT, 'test/fixtures/feasibility');
const LABELS = ['allow', 'warn', 'block'];
const KEYWORDS = /trajector|diffus|flow match|waypoint|alpamayo|expert|action|軌道|直進|straight/i;

const json = process.argv.includes('--json');
const files = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const paths = files.length > 0 ? files : ['given.json', 'own.json'].map((name) => join(FIXTURES, name));
const cases = paths.flatMap((path) => JSON.parse(readFileSync(path, 'utf8')));
const place = mkdtempSync(join(tmpdir(), 'cookbook-run-matrix-'));

/** A safetensors file that has a header and no weights: sizes are made of holes. */
function safetensors(tensors) {
  let at = 0;
  const header = {};
  for (const [name, shape] of Object.entries(tensors)) {
    const size = 2 * (shape ?? [0]).reduce((a, b) => a * b, 1);
    header[name] = { dtype: 'BF16', shape: shape ?? [0], data_offsets: [at, at + size] };
    at += size;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return { head: Buffer.concat([length, text]), size: at };
}

function writeModel(folder, { config, modelIndex, tensors, addedTokens }) {
  mkdirSync(folder, { recursive: true });
  const put = (name, value) => writeFileSync(join(folder, name), JSON.stringify(value));
  if (config !== undefined) put('config.json', config);
  if (modelIndex !== undefined) put('model_index.json', modelIndex);
  if (addedTokens !== undefined)
    put('added_tokens.json', Object.fromEntries(addedTokens.map((token, index) => [token, 151669 + index])));
  const known = Object.entries(tensors ?? {});
  if (known.length === 0) return;
  if (known.every(([, shape]) => shape !== null)) {
    const { head, size } = safetensors(tensors);
    writeFileSync(join(folder, 'model.safetensors'), head);
    spawnSync('truncate', ['-s', String(head.length + size), join(folder, 'model.safetensors')]);
  }
  const shard = known.every(([, shape]) => shape !== null)
    ? 'model.safetensors'
    : 'model-00001-of-00005.safetensors';
  put('model.safetensors.index.json', {
    weight_map: Object.fromEntries(known.map(([name]) => [name, shard])),
  });
}

/** Files as a case spells them out: texts and links by path. */
function writeTree(folder, tree) {
  for (const [path, content] of Object.entries(tree)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === 'string') writeFileSync(file, content);
    else symlinkSync(content.link, file);
  }
}

/** The arguments of a case, and the text that a grep would see. */
function inputs(one) {
  const folder = join(place, one.id);
  mkdirSync(folder, { recursive: true });
  const args = [];
  writeTree(folder, one.tree ?? {});
  let toml = one.toml;
  if (one.model !== undefined) {
    const model = join(folder, 'model');
    writeModel(model, one.model);
    if (toml === undefined) args.push('--model', model);
    else
      toml = toml.replace(/model_name_or_path = .*/, () => `model_name_or_path = ${JSON.stringify(model)}`);
  }
  if (toml !== undefined) {
    writeFileSync(join(folder, 'run.toml'), toml);
    args.push('--config', join(folder, 'run.toml'));
  }
  if (one.dataset !== undefined) {
    writeFileSync(join(folder, 'labels.json'), JSON.stringify(one.dataset));
    args.push('--dataset', join(folder, 'labels.json'));
  }
  if (one.goal !== undefined) args.push('--goal', one.goal);
  if (one.optimize !== undefined) args.push('--optimize', one.optimize);
  if (one.consumer !== undefined) args.push('--consumer', one.consumer);
  if (one.script !== undefined) args.push('--script', one.script);
  const seen = [
    one.toml,
    one.goal,
    one.name,
    JSON.stringify(one.dataset ?? ''),
    JSON.stringify(one.model ?? ''),
    JSON.stringify(one.tree ?? ''),
  ];
  const own = (one.args ?? []).map((word) => (word.startsWith('@/') ? join(folder, word.slice(2)) : word));
  return { folder, args: [...args, ...own], seen: seen.filter((text) => text !== undefined).join('\n') };
}

/** Runs the command line; a refusal has an exit code and is no error. */
function run(args, options) {
  return new Promise((done) => {
    execFile(process.execPath, [CLI, ...args], options, (error, stdout, stderr) =>
      done({ status: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

async function judge(one) {
  const { folder, args, seen } = inputs(one);
  const ended = await run(['feasibility', ...args, '--json'], {
    env: { PATH: process.env['PATH'], HOME: place, HF_HOME: join(folder, 'hf') },
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  });
  let verdict = `exit ${ended.status}`;
  let why = ended.stderr.trim();
  try {
    const document = JSON.parse(ended.stdout);
    verdict = document.verdict;
    why = document.findings.map(({ id }) => id).join(' ');
  } catch {
    // No document: the exit code stands for the verdict, and stderr says why.
  }
  return {
    id: one.id,
    finds: one.finds,
    kind: one.kind,
    expected: one.expected,
    verdict,
    why,
    grep: KEYWORDS.test(seen) ? 'block' : 'allow',
  };
}

const rows = new Array(cases.length);
const waiting = cases.entries();
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (const [index, one] of waiting) rows[index] = await judge(one);
  }),
);
rmSync(place, { recursive: true });

function matrix(some, by) {
  const count = (expected, got) => some.filter((row) => row.expected === expected && row[by] === got).length;
  return LABELS.map((expected) => LABELS.map((got) => count(expected, got)));
}

const kinds = [...new Set(rows.map((row) => row.kind))];
if (json) {
  const tables = kinds.map((kind) => {
    const some = rows.filter((row) => row.kind === kind);
    return [kind, { cases: some.length, feasibility: matrix(some, 'verdict'), grep: matrix(some, 'grep') }];
  });
  const wrong = rows.filter((row) => row.expected !== row.verdict);
  process.stdout.write(
    `${JSON.stringify({ labels: LABELS, kinds: Object.fromEntries(tables), wrong, rows })}\n`,
  );
} else {
  process.stdout.write(
    '| kind | label | cases | allow | warn | block | grep: allow | grep: block |\n|---|---|---|---|---|---|---|---|\n',
  );
  for (const kind of kinds) {
    const some = rows.filter((row) => row.kind === kind);
    const [own, grep] = [matrix(some, 'verdict'), matrix(some, 'grep')];
    LABELS.forEach((label, index) => {
      const cells = own[index].map(String);
      const all = some.filter((row) => row.expected === label).length;
      process.stdout.write(
        `| ${[kind, label, all, ...cells, grep[index][0], grep[index][2]].join(' | ')} |\n`,
      );
    });
  }
  for (const row of rows.filter((one) => one.expected !== one.verdict))
    process.stderr.write(`${row.id}: ${row.expected}, got ${row.verdict} (${row.why})\n`);
}
