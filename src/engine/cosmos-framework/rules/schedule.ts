/** Steps, saves and the learning rate over them. */
import { plural } from '../../../findings/amounts.ts';
import { type OverrideRemedy, toSet } from '../../../findings/remedy.ts';
import { type ConfigView, defineRule } from '../rule.ts';

interface Count {
  readonly key: string;
  readonly so: string;
  readonly instead: bigint;
}

/** Counts below one, and what the trainer does with each (5eee9ed). */
const COUNTS: readonly Count[] = [
  { key: 'trainer.max_iter', so: 'the run makes no step, says that it is done, and exits 0', instead: 500n },
  {
    key: 'trainer.grad_accum_iter',
    so: 'there is never an optimizer step: the run goes on for ever at iteration 0',
    instead: 1n,
  },
  { key: 'checkpoint.save_iter', so: 'the run divides by zero after its first step', instead: 100n },
  { key: 'trainer.logging_iter', so: 'the run divides by zero when it would log', instead: 1n },
  { key: 'dataloader_train.max_samples_per_batch', so: 'no batch can be made', instead: 1n },
  { key: 'dataloader_train.max_sequence_length', so: 'nothing can be packed', instead: 16_000n },
];

export const countBelowOne = defineRule({
  id: 'count-below-one',
  summary: 'a count of steps, saves or samples is below one',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'Steps, passes of a step, steps between saves or log lines, samples or tokens of a batch below one.',
    why: 'The classes of cosmos-framework take any whole number: 0 steps end with exit code 0, 0 passes never end, 0 steps between saves divide by zero after the first step (trainer/__init__.py, 5eee9ed; save_iter seen on a GPU).',
    fix: 'Write a number from 1.',
  },
  evaluate(view) {
    return COUNTS.flatMap(({ key, so, instead }) => {
      const value = view.number(key);
      return value === undefined || value >= 1
        ? []
        : [
            {
              ...view.at(key),
              message: `\`${key}\` is ${value}, which is no count`,
              because: so,
              remedy: toSet({ [key]: instead }),
              data: { key, value },
            },
          ];
    });
  },
});

const LISTS = ['cycle_lengths', 'warm_up_steps', 'f_start', 'f_max', 'f_min'] as const;

/** The lists of the schedule that are written, by name. */
function listsOf(view: ConfigView): ReadonlyArray<readonly [name: string, values: readonly number[]]> {
  return LISTS.flatMap((name) => {
    const values = view.numbers(`scheduler.${name}`);
    return values === undefined ? [] : [[name, values] as const];
  });
}

export const scheduleListsDiffer = defineRule({
  id: 'schedule-lists-differ',
  summary: 'the lists of the schedule are not of one length',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`cycle_lengths`, `warm_up_steps`, `f_start`, `f_max` and `f_min` hold one value for each cycle; one of them is empty or longer than another.',
    why: 'The scheduler asserts it after the model was loaded (LambdaWarmUpCosineScheduler, run with 5eee9ed).',
    fix: 'Give every list as many values as there are cycles; most runs have one.',
  },
  evaluate(view) {
    const lists = listsOf(view);
    const longest = Math.max(0, ...lists.map(([, values]) => values.length));
    const cycles = view.numbers('scheduler.cycle_lengths')?.length || Math.min(1, longest) || 1;
    return lists
      .filter(([, values]) => values.length !== cycles)
      .map(([name, values]) => ({
        ...view.at(`scheduler.${name}`),
        message: `\`scheduler.${name}\` has ${values.length} values for ${plural(cycles, 'cycle')}`,
        because: 'the scheduler stops after the model was loaded',
        remedy: toSet({ [`scheduler.${name}`]: fitting(view, name, cycles) }),
        data: { name, values: values.length, cycles },
      }));
  },
});

/** A list of that length: what is there, then its last value, or what the published files have. */
function fitting(view: ConfigView, name: string, length: number): readonly unknown[] {
  const value = view.value(`scheduler.${name}`);
  const held = Array.isArray(value) ? (value as readonly unknown[]) : [];
  const standard: Readonly<Record<string, unknown>> = {
    cycle_lengths: BigInt(Math.max(1, view.number('trainer.max_iter') ?? 500)),
    warm_up_steps: 0n,
    f_start: 0.05,
    f_max: 1,
    f_min: 0.1,
  };
  return Array.from({ length }, (_, index) => held[index] ?? held.at(-1) ?? standard[name]);
}

/** Steps of all cycles, where they are written. */
function cycleSum(view: ConfigView): number | undefined {
  const cycles = view.numbers('scheduler.cycle_lengths');
  return cycles === undefined || cycles.length === 0 ? undefined : cycles.reduce((a, b) => a + b, 0);
}

/** The run's length in its last cycle, the others as they are; one cycle where that cannot be. */
function cyclesOf(view: ConfigView, steps: number): OverrideRemedy {
  const cycles = view.numbers('scheduler.cycle_lengths') ?? [];
  const before = cycles.slice(0, -1);
  const last = steps - before.reduce((a, b) => a + b, 0);
  const lengths = last > 0 ? [...before, last] : [steps];
  return toSet({ 'scheduler.cycle_lengths': lengths.map((one) => BigInt(one)) });
}

export const runOutlivesCycles = defineRule({
  id: 'run-outlives-cycles',
  summary: 'the run is longer than the cycles of its schedule',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`trainer.max_iter` is above the sum of `scheduler.cycle_lengths`.',
    why: 'The scheduler has no cycle for the step after the sum: the run dies there with a KeyValidationError, exit code 1 (seen on a GPU, 5eee9ed).',
    fix: 'Make the cycles as long as the run. A run that is made longer needs both keys.',
  },
  evaluate(view) {
    const [steps, sum] = [view.number('trainer.max_iter'), cycleSum(view)];
    if (steps === undefined || sum === undefined || steps <= sum || steps < 1) return [];
    return [
      {
        ...view.at('scheduler.cycle_lengths'),
        message: `the cycles are ${sum} steps long, and the run ${steps}`,
        because: `it dies at step ${sum + 1}, for which the scheduler has no cycle`,
        remedy: cyclesOf(view, steps),
        data: { steps, cycles: sum },
      },
    ];
  },
});

export const cyclesOutliveRun = defineRule({
  id: 'cycles-outlive-run',
  summary: 'the learning rate is still high when the run ends',
  severity: 'info',
  enforcedBy: 'nobody',
  docs: {
    what: 'The sum of `scheduler.cycle_lengths` is above `trainer.max_iter`.',
    why: 'The rate falls along the cosine of its cycle, and the run ends before it has fallen.',
    fix: 'Make the cycles as long as the run, unless it is to be gone on with.',
  },
  evaluate(view) {
    const [steps, sum] = [view.number('trainer.max_iter'), cycleSum(view)];
    if (steps === undefined || sum === undefined || steps >= sum || steps < 1) return [];
    return [
      {
        ...view.at('scheduler.cycle_lengths'),
        message: `the run ends after ${steps} of the ${sum} steps of its schedule`,
        because: 'the learning rate does not fall to its end',
        remedy: cyclesOf(view, steps),
        data: { steps, cycles: sum },
      },
    ];
  },
});

export const warmupNeverEnds = defineRule({
  id: 'warmup-never-ends',
  summary: 'the learning rate that was asked for is never reached',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: 'The first warm-up is as long as the run, or longer.',
    why: 'The rate rises until the run ends. The published llava_ov.toml has it, 1000 of 500 steps: its highest rate is 0.525 of `optimizer.lr` (run with the real scheduler, 5eee9ed).',
    fix: 'Shorten `scheduler.warm_up_steps`; a twentieth of the run is usual.',
  },
  evaluate(view) {
    const steps = view.number('trainer.max_iter');
    const [warmup, ...others] = view.numbers('scheduler.warm_up_steps') ?? [];
    if (steps === undefined || steps < 1 || warmup === undefined || warmup < steps) return [];
    const start = view.numbers('scheduler.f_start')?.[0] ?? 0;
    const most = view.numbers('scheduler.f_max')?.[0] ?? 1;
    const reached = warmup <= 0 ? most : start + ((most - start) * Math.min(steps, warmup)) / warmup;
    return [
      {
        ...view.at('scheduler.warm_up_steps'),
        message: `a warm-up of ${warmup} in ${plural(steps, 'step')} never reaches the learning rate`,
        because: `the highest of the whole run is ${Number(reached.toFixed(3))} of it`,
        remedy: toSet({
          'scheduler.warm_up_steps': [
            BigInt(Math.floor(steps / 20)),
            ...others.map((one) => BigInt(Math.trunc(one))),
          ],
        }),
        data: { steps, warmup },
      },
    ];
  },
});

export const rateUnusable = defineRule({
  id: 'rate-unusable',
  summary: 'the optimizer cannot learn with its numbers',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`optimizer.lr` is not above 0, or `optimizer.betas` are not two numbers from 0 and below 1.',
    why: 'The classes take any number (5eee9ed). With a rate of 0 nothing is learnt and the run ends well; a negative one, or other betas, stop the optimizer after the model was loaded.',
    fix: 'Write a rate such as 1e-6, and two betas such as [0.9, 0.95].',
  },
  evaluate(view) {
    const rate = Number(view.value('optimizer.lr') ?? 1);
    const betas = view.numbers('optimizer.betas');
    const sound = betas === undefined || (betas.length === 2 && betas.every((one) => one >= 0 && one < 1));
    return [
      ...(rate > 0
        ? []
        : [
            {
              ...view.at('optimizer.lr'),
              message: `a learning rate of ${rate} teaches nothing`,
              remedy: toSet({ 'optimizer.lr': 1e-6 }),
              data: { rate },
            },
          ]),
      ...(sound
        ? []
        : [
            {
              ...view.at('optimizer.betas'),
              message: `\`optimizer.betas\` must be two numbers from 0 and below 1, and is [${betas.join(', ')}]`,
              because: 'the optimizer stops after the model was loaded',
              remedy: toSet({ 'optimizer.betas': [0.9, 0.95] }),
              data: { betas },
            },
          ]),
    ];
  },
});

export const multiplierNotReached = defineRule({
  id: 'multiplier-not-reached',
  summary: 'a rate of a part of the model cannot be given in the TOML',
  severity: 'error',
  enforcedBy: 'engine',
  docs: {
    what: 'A key of `optimizer.lr_multipliers` with a dot in it, for example `model.visual`.',
    why: 'The trainer makes the override `optimizer.lr_multipliers.model.visual=…` of it, which Hydra refuses: exit code 1 (run with 5eee9ed).',
    fix: 'Leave it to the experiment, which sets what the published runs need.',
  },
  evaluate(view) {
    const table = view.written('optimizer.lr_multipliers');
    if (typeof table !== 'object' || Array.isArray(table)) return [];
    return Object.keys(table)
      .filter((name) => name.includes('.'))
      .map((name) => ({
        ...view.at('optimizer.lr_multipliers'),
        message: `the rate of ${name} cannot be given here: Hydra takes its dots for tables`,
        because: 'the run ends with exit code 1 when the config is composed',
        remedy: {
          kind: 'override' as const,
          remove: ['optimizer.lr_multipliers'],
          text: 'leave it to the experiment: {}',
        },
        data: { name },
      }));
  },
});
