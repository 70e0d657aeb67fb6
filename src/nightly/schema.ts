/** What nightly.toml may hold. Every table is strict: an unknown key is an error, not a silence. */
import { z } from 'zod';
import { durationSeconds, timeOfDay } from './deadline.ts';

const duration = z
  .string()
  .refine((text) => durationSeconds(text) !== undefined, 'write a duration, for example "10m" or "1h30m"');
const clock = z
  .string()
  .refine((text) => timeOfDay(text) !== undefined, 'write a time of day, for example "07:00"');
const text = z.string().min(1);
const count = z.number().int().min(0).max(100);
const command = z.array(text).min(1);
const direction = z.enum(['higher', 'lower']);
const threshold = z.strictObject({
  direction,
  min: z.number().optional(),
  max: z.number().optional(),
  max_drop: z.number().min(0).optional(),
});
const message = z
  .strictObject({
    kind: z.enum(['slack', 'teams', 'webhook', 'sendmail']),
    when: z
      .array(z.enum(['success', 'failure', 'needs-you', 'stopped', 'skipped', 'silence']))
      .min(1)
      .default(['failure', 'needs-you', 'silence']),
    /** How long the receiver may take. */
    timeout: duration.default('20s'),
    /** Never the address itself: it is a secret. */
    url_env: text.optional(),
    url_file: text.optional(),
    to: z
      .string()
      .regex(/^[^\s@,<>]+@[^\s@,<>]+$/, 'write one address')
      .optional(),
  })
  .refine((one) => one.kind === 'sendmail' || (one.url_env === undefined) !== (one.url_file === undefined), {
    path: ['url_env'],
    message:
      'name the variable (`url_env`) or the file (`url_file`) that holds the address, which is a secret',
  })
  .refine((one) => (one.kind === 'sendmail') === (one.to !== undefined), {
    path: ['to'],
    message: 'sendmail needs `to`, the others have none',
  });

/** The whole file; defaults are filled in. */
export const NIGHTLY = z
  .strictObject({
    schema_version: z.literal(1),
    name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$/, 'use letters, digits, dots and dashes'),
    preset: text.optional(),
    config: text.optional(),
    dataset: text.optional(),
    model: text.optional(),
    script: text.optional(),
    engine: text.optional(),
    gpus: z.number().int().min(1).optional(),
    set: z.array(text).default([]),
    folder: text.default('series'),
    gpu_leases: text.optional(),
    /** A night is then a job of a cluster, and `gpus` are those of each of its nodes. */
    slurm: z
      .strictObject({
        nodes: z.number().int().min(1).max(1000).default(1),
        partition: text.optional(),
        /** The facts of the cluster, in the place of the usual site file. */
        site: text.optional(),
      })
      .optional(),
    at: clock.optional(),
    until: clock.optional(),
    for: duration.optional(),
    save_reserve: duration.optional(),
    stall_timeout: duration.default('30m'),
    /** A few minutes on the GPUs before a training that is another one than was rehearsed. */
    rehearse: z.enum(['never', 'when changed']).default('never'),
    // Before `on.config_changed` and `on.data_changed` there was one policy for both.
    resume: z.strictObject({ on_change: z.enum(['refuse', 'restart']) }).optional(),
    retry: z
      .strictObject({
        wait: duration.default('30s'),
        retryable: count.default(2),
        stalled: count.default(1),
        failed: count.default(0),
      })
      .default({ wait: '30s', retryable: 2, stalled: 1, failed: 0 }),
    gate: z
      .strictObject({
        validation_loss: z.enum(['required', 'if-present', 'off']).default('required'),
        tolerance: z.number().min(0).max(1).default(0),
        eval: command.optional(),
        eval_timeout: duration.default('1h'),
        metrics: z.record(text, z.union([direction, threshold])).default({}),
      })
      .default({ validation_loss: 'required', tolerance: 0, eval_timeout: '1h', metrics: {} }),
    notify: z.array(message).default([]),
    keep: z.strictObject({ good: z.number().int().min(1).default(3) }).default({ good: 3 }),
    on: z
      .strictObject({
        data_changed: z
          .enum(['finish-then-restart', 'restart', 'continue', 'refuse'])
          .default('finish-then-restart'),
        finished: z.enum(['skip', 'restart', 'continue-from-last-good']).default('skip'),
        config_changed: z.enum(['refuse', 'restart']).default('refuse'),
        success: command.optional(),
        failure: command.optional(),
        timeout: duration.default('1m'),
      })
      .default({
        data_changed: 'finish-then-restart',
        finished: 'skip',
        config_changed: 'refuse',
        timeout: '1m',
      }),
  })
  .refine((file) => file.slurm === undefined || file.gpus !== undefined, {
    path: ['slurm'],
    message: 'with [slurm] give `gpus` too, the number on each node',
  })
  .refine((file) => file.slurm === undefined || file.rehearse === 'never', {
    path: ['rehearse'],
    message:
      'a night on a cluster is not rehearsed: try `cookbook-run rehearse` on a node first, and leave it out',
  })
  .refine((file) => file.until === undefined || file.for === undefined, {
    path: ['for'],
    message: 'give `until` or `for`, not both',
  })
  .refine((file) => file.preset !== undefined || file.config !== undefined, {
    path: ['preset'],
    message: 'name a preset or a config',
  })
  .refine((file) => Object.keys(file.gate.metrics).length === 0 || file.gate.eval !== undefined, {
    path: ['gate', 'metrics'],
    message: 'metrics come from gate.eval, which is not given',
  });

export type NightlyFile = z.infer<typeof NIGHTLY>;
