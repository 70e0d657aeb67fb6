// Writes docs/recipes.md from what `list --json` and `show --json` say; with --print to stdout instead.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const ask = (...args) =>
  JSON.parse(execFileSync(process.execPath, ['dist/cli.js', ...args], { encoding: 'utf8' }));

// Those of cosmos-framework stand in docs/engines.md.
const presets = ask('list', '--json').presets.filter((one) => one.engine === 'cosmos-rl');
const shown = presets.map((preset) => ask('show', preset.name, '--json'));
const row = (cells) => `| ${cells.join(' | ')} |`;
const short = (model) => model.replace('nvidia/Cosmos-', '');
const engines = (all) => `${all[0]} – ${all.at(-1)}`;
const steps = (one) =>
  one.planned === undefined
    ? '–'
    : `${one.planned.steps} for ${one.planned.samples.toLocaleString('en')} samples`;
const disk = (one) =>
  one.planned?.disk === undefined ? '–' : `${Math.round(one.planned.disk / 1e9).toLocaleString('en')} GB`;

const text = `# Recipes

Every cosmos-rl SFT config of the Cosmos Cookbook, cosmos-reason1 and cosmos-reason2, as a preset. Written by
\`node scripts/recipe-table.mjs\` from the declarations in \`recipes/\`; a test holds it current.

${[
  row(['preset', 'task', 'model', 'GPUs', 'data layout', 'cosmos-rl', 'entry script']),
  row(['---', '---', '---', '---:', '---', '---', '---']),
  ...presets.map((one) =>
    row([
      `\`${one.name}\``,
      one.task,
      short(one.model),
      one.gpus,
      one.layout,
      engines(one.engines),
      `\`${one.script}\``,
    ]),
  ),
].join('\n')}

The keys of \`[custom]\` are those of the published scripts, so that data and configs made for them work; a script of your own
is given with \`--script\`.

Steps and checkpoints of the published runs, computed for cosmos-rl ${shown[0].engine}; \`show PRESET --dataset-rows N\` computes
them for your data.

${[
  row(['preset', 'steps', 'disk for checkpoints', 'published in']),
  row(['---', '---', '---:', '---']),
  ...shown.map((one) => row([`\`${one.name}\``, steps(one), disk(one), one.source])),
].join('\n')}

\`\`\`sh
cookbook-run list
cookbook-run show reason2-traffic-vqa --engine 0.4.7
cookbook-run diff reason2-traffic-vqa --upstream
\`\`\`

\`diff PRESET --upstream\` names every key in which a preset is not what was published, with the reason; a test undoes these
departures and must get the published values exactly.

## What no key shows

${shown
  .filter((one) => one.remarks.length > 0)
  .map(
    (one) =>
      `\`${one.name}\`\n${one.remarks.map((remark) => `* ${remark.about}. Published: ${remark.published}. Here: ${remark.ours}.`).join('\n')}`,
  )
  .join('\n\n')}

## Not here

| published | why not | use |
|---|---|---|
| cosmos-reason1 \`post_training/configs/rl.toml\`, physical-plausibility \`rl_config.toml\` | GRPO, not SFT | cosmos-rl itself: \`cosmos-rl --config rl.toml SCRIPT\` |
| cosmos-reason2 \`configs/cosmos_rl_config.toml\` | a template with every key, GRPO by default; 0.2.6 and 0.3.9 reject it | \`cookbook-run schema\`, or \`cp\` of the nearest preset |
| Predict, Transfer and Cosmos Policy recipes | other engines | their own repositories |
`;

if (process.argv.includes('--print')) process.stdout.write(text);
else writeFileSync('docs/recipes.md', text);
