// Fits the constants of src/estimate/memory-constants.json to src/estimate/points.json and prints the errors beside those of
// simpler rules. `--take FILE` first takes over the points that test/gpu/memory_points.py wrote; `--check` writes nothing and
// exits 1 where the constants are not those of the points.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build } from 'rolldown';

const { values } = parseArgs({
  options: { take: { type: 'string', multiple: true }, check: { type: 'boolean' } },
});
const POINTS = 'src/estimate/points.json';
const CONSTANTS = 'src/estimate/memory-constants.json';
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const GIB = 2 ** 30;
const print = (line) => process.stdout.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
const complain = (line) => process.stderr.write(`${line}\n`);

/** The product's own formula. */
async function formula() {
  const contents = `export { memoryPhases } from './src/engine/cosmos-rl/planning/memory.ts';
    export { peakOf } from './src/estimate/memory/estimate.ts';
    export { settingsOfPoint } from './src/estimate/memory/points.ts';
    export { shapeOf } from './src/estimate/memory/shape.ts';
    export { PUBLISHED, qwenVl } from './src/objective/modules/inventory.ts';`;
  const entry = `${process.cwd()}/formula.ts`;
  const given = {
    name: 'given',
    resolveId: (id) => (id === entry ? id : null),
    load: (id) => (id === entry ? contents : null),
  };
  const { output } = await build({ input: entry, platform: 'node', plugins: [given], write: false });
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`);
}

/** What the overrides of a point mean to an estimate, beside what it says of itself. */
function sizesIn(settings) {
  return {
    fusedLoss: settings.includes('policy.enable_liger_fused_cross_entropy=true'),
    others: settings
      .filter((one) => /^(train|policy)\..*offload=true$|_size=/.test(one))
      .map((one) => one.replace(/=true$/, '')),
  };
}

/** Points of a file of memory_points.py, in the words of points.json; a run that did not train is no point. */
function taken(file) {
  const { date, versions, points } = read(file);
  const good = points.filter(
    (one) => one.peak_alloc_gib && one.tokens && one.outcome !== 'out-of-gpu-memory',
  );
  return {
    engine: 'cosmos-rl',
    date,
    versions: Object.fromEntries(
      ['cosmos-rl', 'torch', 'transformers', 'gpu'].map((name) => [name, versions[name]]),
    ),
    points: good.map((one) => ({
      name: one.name,
      family: one.family,
      shape: one.shape,
      gpus: one.gpus,
      miniBatch: one.mini_batch,
      batch: one.batch,
      lora: one.lora_r === null ? null : Number(one.lora_r),
      checkpointing: one.grad_ckpt === 'true',
      master: one.master,
      ...sizesIn(one.settings),
      tokens: one.tokens,
      patches: one.patches,
      allocatedGiB: one.peak_alloc_gib,
      reservedGiB: one.peak_reserved_gib,
    })),
  };
}

const { memoryPhases, peakOf, settingsOfPoint, shapeOf, PUBLISHED, qwenVl } = await formula();
const SHAPES = {
  '2b': shapeOf(qwenVl(PUBLISHED['reason2-2b'], true)),
  '8b': shapeOf(qwenVl(PUBLISHED['reason2-8b'], true)),
  '7b': shapeOf(qwenVl(PUBLISHED['reason1-7b'], false)),
};

const document = read(POINTS);
for (const file of values.take ?? []) {
  const call = taken(file);
  const names = new Set(call.points.map(({ name }) => name));
  const older = document.calls.map((one) => ({
    ...one,
    points: one.points.filter(({ name }) => !names.has(name)),
  }));
  document.calls = [...older.filter(({ points }) => points.length > 0), call];
}
const points = document.calls.flatMap((call) => call.points);

function predicted(point, constants) {
  const { top, reserved } = peakOf(
    { formula: memoryPhases, shape: SHAPES[point.shape], run: settingsOfPoint(point) },
    point,
    constants,
  );
  return { phase: top.phase, allocated: top.bytes / GIB, reserved: reserved / GIB };
}

const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) /
    2
  );
};

/** The median of what each point wants, for the constant that the step's phase has, then for the one of the allocator. */
function fitted(of) {
  const none = { stepBytes: 0, reservedBytes: 0 };
  const wanted = of.flatMap((point) => {
    const base = predicted(point, none);
    const rest = (point.allocatedGiB - base.allocated) * GIB;
    return base.phase === 'optimizer step' && point.master === 'float32' && rest > 0 ? [rest] : [];
  });
  const stepBytes = Math.round(median(wanted) / 2 ** 20) * 2 ** 20;
  const rest = of
    .map((point) => ({ point, base: predicted(point, { stepBytes, reservedBytes: 0 }) }))
    .filter(({ base }) => base.phase !== 'load')
    .map(({ point, base }) => (point.reservedGiB - base.reserved) * GIB);
  return { stepBytes, reservedBytes: Math.max(0, Math.round(median(rest) / 2 ** 20) * 2 ** 20) };
}

const error = (value, measured) => (100 * (value - measured)) / measured;
const mape = (errors) => errors.reduce((sum, one) => sum + Math.abs(one), 0) / errors.length;
const worst = (errors) => Math.max(...errors.map(Math.abs));

const constants = fitted(points);
const left = points.map((point) => predicted(point, fitted(points.filter((one) => one !== point))));
const rows = points.map((point, index) => ({
  point,
  here: predicted(point, constants),
  sixteen: (16 * SHAPES[point.shape].parameters) / point.gpus / GIB,
  adam:
    ((point.lora === null ? 16 : 4) *
      (point.master === 'bfloat16' ? 0.5 : 1) *
      SHAPES[point.shape].parameters) /
    point.gpus /
    GIB,
  allocated: error(predicted(point, constants).allocated, point.allocatedGiB),
  leftOut: error(left[index].allocated, point.allocatedGiB),
  reserved: error(left[index].reserved, point.reservedGiB),
}));
const fixed = (number) => number.toFixed(1);
for (const { point, here, allocated, leftOut, reserved, sixteen, adam } of rows)
  print(
    `${point.name.padEnd(28)} ${here.phase.padEnd(15)} ${fixed(here.allocated)} of ${fixed(point.allocatedGiB)} GiB, ` +
      `${fixed(allocated)} %, left out ${fixed(leftOut)} %, reserved ${fixed(reserved)} %; ` +
      `16 B ${fixed(error(sixteen, point.allocatedGiB))} %, weights + gradients + Adam ${fixed(error(adam, point.allocatedGiB))} %`,
  );
const of = (key) => rows.map((row) => row[key]);
const summary = {
  points: points.length,
  mape: Number(mape(of('allocated')).toFixed(2)),
  leaveOneOut: Number(mape(of('leftOut')).toFixed(2)),
  worst: Number(worst(of('leftOut')).toFixed(2)),
  reserved: Number(mape(of('reserved')).toFixed(2)),
  reservedWorst: Number(worst(of('reserved')).toFixed(2)),
};
print(summary);
print(
  `16 B x parameters: MAPE ${fixed(mape(rows.map((r) => error(r.sixteen, r.point.allocatedGiB))))} %; ` +
    `weights + gradients + Adam: ${fixed(mape(rows.map((r) => error(r.adam, r.point.allocatedGiB))))} %`,
);
const now = {
  ...constants,
  // Half the interval's width: the worst of leave-one-out, at least 5 %; wider with the distance to the nearest point.
  spread: { near: Math.max(0.05, Number((summary.worst / 100).toFixed(3))), perDistance: 0.04, most: 0.12 },
  errors: summary,
};
const text = `${JSON.stringify(now, null, 1)}\n`;
if (values.check) {
  if (readFileSync(CONSTANTS, 'utf8') !== text) {
    complain('the constants are not those of the points: type node scripts/fit-memory.mjs');
    process.exitCode = 1;
  }
} else {
  if (values.take) writeFileSync(POINTS, `${JSON.stringify(document, null, 1)}\n`);
  writeFileSync(CONSTANTS, text);
}
