// Writes docs/gpu-runs.md from docs/gpu-runs.json, the results of test/gpu/run_matrix.py. `gpu-table.mjs OUT/nightly.json`
// first takes over the two nights of test/gpu/nightly_two_nights.py; those that are there already give way.
import { readFileSync, writeFileSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const document = read('docs/gpu-runs.json');
if (process.argv[2] !== undefined) {
  const { results: nights, nights: _, ...nightly } = read(process.argv[2]);
  const names = new Set(nights.map((row) => row.name));
  document.results = [...document.results.filter((row) => !names.has(row.name)), ...nights];
  document.nightly = nightly;
  writeFileSync('docs/gpu-runs.json', JSON.stringify(document, null, 1));
}
const { date, command, versions, gpuMemoryUsedMiB, results, nightly } = document;
const neutral = (line) => line.replace(/--work \S+/, '--work WORK').replace(/--out \S+/, '--out OUT');
const cell = (value) => String(value ?? '–').replaceAll('|', '\\|');
const rows = results.map((row) => {
  const step =
    row.step === null || row.step === undefined ? '–' : `${row.step.last ?? 0}/${row.step.planned ?? '?'}`;
  const finding = row.findings.find((f) => f.severity === 'error');
  return `| ${row.name} | ${cell(row.notes.join('; ') || '–')} | ${cell(row.engineExit)} | ${row.exit} ${cell(row.outcome ?? 'refused')} | ${step} | ${cell(row.seconds)} | ${cell(row.secondsFromFault)} | ${row.left.length} | ${cell(finding?.message)} |`;
});
const nights =
  nightly === undefined
    ? ''
    : `
The rows \`nightly_1\` and \`nightly_2\` are two nights of one series (\`cookbook-run nightly run\`), ${nightly.date} on ${nightly.versions.gpu},
by \`${neutral(nightly.command)}\`. What was checked of them:

${Object.entries(nightly.checks)
  .map(([name, good]) => `* ${name}${good ? '' : ': **no**'}`)
  .join('\n')}
`;
const text = `# Real runs on a GPU

Made by \`node scripts/gpu-table.mjs\` from \`gpu-runs.json\`; do not edit. Every row is \`cookbook-run sft\` itself, with the preset's
own data layout on real short clips and a small randomly initialised model of the preset's family (Qwen2.5-VL for Reason 1,
Qwen3-VL for Reason 2; about 5 million parameters). The rows ran side by side on one GPU.

* Date: ${date}
* GPU, driver, memory: ${versions.gpu}
* Versions: ${Object.entries(versions)
  .filter(([key]) => key !== 'gpu')
  .map(([key, value]) => `${key} ${value}`)
  .join(', ')}
* Command: \`${neutral(command)}\`
* GPU memory in use before and after all rows (MiB): ${gpuMemoryUsedMiB.before} and ${gpuMemoryUsedMiB.after}

| run | what was done to it | cosmos-rl exit | ours | step | seconds in all | seconds from fault to our exit | processes left | finding |
|---|---|---|---|---|---|---|---|---|
${rows.join('\n')}

A negative exit of cosmos-rl is a signal; \`–\` means it was stopped, or never started. Not run here: two ranks (the machine has
one GPU).
${nights}`;
writeFileSync('docs/gpu-runs.md', text);
