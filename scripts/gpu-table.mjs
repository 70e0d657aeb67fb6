// Writes docs/gpu-runs.md from docs/gpu-runs.json. `gpu-table.mjs OUT/results.json OUT/nightly.json …` first takes over what
// test/gpu/run_matrix.py and nightly_two_nights.py wrote: each file is one call, and a row gives way to a newer one of its
// name. `--docs DIR` is another folder than docs, `--print` writes the text to stdout and nothing to disk.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { docs: { type: 'string', default: 'docs' }, print: { type: 'boolean', default: false } },
  allowPositionals: true,
});

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** The calls of a document; one of before 2026-11-26 holds one call, and perhaps two nights within. */
function callsOf({ calls, nightly, ...only }) {
  if (calls !== undefined) return calls;
  const isNight = (row) => row.name.startsWith('nightly_');
  const rest = { ...only, results: only.results.filter((row) => !isNight(row)) };
  return nightly === undefined ? [rest] : [rest, { ...nightly, results: only.results.filter(isNight) }];
}

/** One call out of a file of results; the nights themselves are in their records. */
function callOf({ nights: _, ...call }) {
  return call;
}

/** `calls` and `call`, whose rows take the place of older ones; a call without rows is left out. */
function merged(calls, call) {
  const newer = new Set(call.results.map((row) => row.name));
  const older = calls.map((one) => ({ ...one, results: one.results.filter((row) => !newer.has(row.name)) }));
  return [...older.filter((one) => one.results.length > 0), call];
}

const neutral = (line) => line.replace(/--work \S+/, '--work WORK').replace(/--out \S+/, '--out OUT');
const cell = (value) => String(value ?? '–').replaceAll('|', '\\|');

function tableRow(row) {
  const step =
    row.step === null || row.step === undefined ? '–' : `${row.step.last ?? 0}/${row.step.planned ?? '?'}`;
  const finding = row.findings.find((one) => one.severity === 'error');
  const cells = [
    row.name,
    row.notes.join('; ') || '–',
    row.engineExit,
    `${row.exit} ${row.outcome ?? 'refused'}`,
    step,
    row.seconds,
    row.secondsFromFault,
    row.left.length,
    finding?.message,
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

const HEAD = [
  'run',
  'what was done to it',
  'engine exit',
  'ours',
  'step',
  'seconds in all',
  'seconds from fault to our exit',
  'processes left',
  'finding',
];

function section({ date, command, versions, gpuMemoryUsedMiB, checks, results }) {
  const { gpu, ...others } = versions;
  const memory = gpuMemoryUsedMiB;
  const lines = [
    `* Date: ${date}`,
    `* GPU, driver, memory: ${gpu}`,
    `* Versions: ${Object.entries(others)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    `* Command: \`${neutral(command)}\``,
    ...(memory === undefined
      ? []
      : [`* GPU memory in use before and after all rows (MiB): ${memory.before} and ${memory.after}`]),
  ];
  const checked = Object.entries(checks ?? {}).map(([name, good]) => `* ${name}${good ? '' : ': **no**'}`);
  return `## ${date}, ${gpu.split(',')[0]}: ${results.length} runs

${lines.join('\n')}

| ${HEAD.join(' | ')} |
|${HEAD.map(() => '---').join('|')}|
${results.map(tableRow).join('\n')}
${checked.length === 0 ? '' : `\nWhat was checked of them:\n\n${checked.join('\n')}\n`}`;
}

function text(calls) {
  const rows = calls.flatMap((call) => call.results);
  const lonely = rows.some((row) => row.gpus > 1)
    ? ''
    : '\nNot run here: two ranks (the machines had one GPU).';
  return `# Real runs on a GPU

Made by \`node scripts/gpu-table.mjs\` from \`gpu-runs.json\`; do not edit. Every row is \`cookbook-run\` itself with a small randomly
initialised model of the preset's family (Qwen2.5-VL for Reason 1, Qwen3-VL for Reason 2; about 5 million parameters): a row
with the name of a preset on the example data of its layout, the others on real short clips. The rows of a call ran side by
side. A row that was run again stands in its newest call.

A negative exit of cosmos-rl is a signal; \`–\` means it was stopped, or never started.${lonely}

${calls.map(section).join('\n')}`;
}

const json = `${values.docs}/gpu-runs.json`;
const calls = positionals.map((path) => callOf(read(path))).reduce(merged, callsOf(read(json)));
if (values.print) process.stdout.write(text(calls));
else {
  if (positionals.length > 0) writeFileSync(json, `${JSON.stringify({ calls }, null, 1)}\n`);
  writeFileSync(`${values.docs}/gpu-runs.md`, text(calls));
}
