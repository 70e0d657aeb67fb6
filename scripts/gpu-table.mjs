// Writes docs/gpu-runs.md from docs/gpu-runs.json, the results of test/gpu/run_matrix.py.
import { readFileSync, writeFileSync } from 'node:fs';

const { date, command, versions, gpuMemoryUsedMiB, results } = JSON.parse(
  readFileSync('docs/gpu-runs.json', 'utf8'),
);
const cell = (value) => String(value ?? '–').replaceAll('|', '\\|');
const rows = results.map((row) => {
  const step =
    row.step === null || row.step === undefined ? '–' : `${row.step.last ?? 0}/${row.step.planned ?? '?'}`;
  const finding = row.findings.find((f) => f.severity === 'error');
  return `| ${row.name} | ${cell(row.notes.join('; ') || '–')} | ${cell(row.engineExit)} | ${row.exit} ${cell(row.outcome ?? 'refused')} | ${step} | ${cell(row.seconds)} | ${cell(row.secondsFromFault)} | ${row.left.length} | ${cell(finding?.message)} |`;
});
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
* Command: \`${command.replace(/--work \S+/, '--work WORK').replace(/--out \S+/, '--out OUT')}\`
* GPU memory in use before and after all rows (MiB): ${gpuMemoryUsedMiB.before} and ${gpuMemoryUsedMiB.after}

| run | what was done to it | cosmos-rl exit | ours | step | seconds in all | seconds from fault to our exit | processes left | finding |
|---|---|---|---|---|---|---|---|---|
${rows.join('\n')}

A negative exit of cosmos-rl is a signal; \`–\` means it was stopped, or never started. Not run here: two ranks (the machine has
one GPU).
`;
writeFileSync('docs/gpu-runs.md', text);
