/** What a site file may hold: the facts of one cluster, written once. Every table is strict. */
import { z } from 'zod';
import { limitSeconds } from './slurm-time.ts';

const line = z.string().regex(/^[^\n\r\0]+$/, 'write one line');
const word = z.string().regex(/^[\w.,:@%+/-]+$/, 'write one word without blanks or quotes');

/** Options of sbatch that the run decides itself; a second one would take its place, or stop what keeps it true. */
const OURS = [
  'nodes',
  'ntasks',
  'ntasks-per-node',
  'gres',
  'gpus',
  'gpus-per-node',
  'time',
  'partition',
  'account',
  'qos',
  'job-name',
  'output',
  'error',
  'open-mode',
  'signal',
  'requeue',
  'no-requeue',
  'dependency',
  'begin',
  'array',
  'wrap',
  'parsable',
  'test-only',
  'export',
  'chdir',
];

const option = line
  .regex(/^--[a-z][a-z-]*(=\S.*)?$/, 'write a long option of sbatch, for example "--constraint=h100"')
  .refine((text) => !OURS.includes(text.slice(2).split('=')[0] ?? ''), {
    message: 'the run sets this option itself, from a key of its own or from the plan',
  });

const mount = z
  .string()
  .regex(/^\/[^:,\s]*:\/[^:,\s]*(:[a-z+,]+)?$/, 'write "/on/the/node:/in/the/container"');

const variable = z.string().regex(/^(?!COOKBOOK_RUN_|SLURM_)[A-Za-z_]\w*$/, 'use a variable of yours');

const slurm = z
  .strictObject({
    partition: word.optional().describe('Partition, or several with commas between'),
    account: word.optional().describe('Account that the hours are charged to'),
    qos: word.optional().describe('Quality of service'),
    time: z
      .string()
      .refine(
        (text) => limitSeconds(text) !== undefined,
        'write a time limit, for example "08:00:00" or "1-12"',
      )
      .optional()
      .describe('Time limit of a job, as --time of sbatch takes it'),
    gres: z
      .string()
      .regex(/^[a-z_][\w-]*(:[\w.-]+)?$/i, 'write a name without a count, for example "gpu" or "gpu:h100"')
      .optional()
      .describe('Name of the GPU resource, without the count: gpu, gpu:h100'),
    modules: z.array(word).default([]).describe('Environment modules to load on each node, in order'),
    environment: z.record(variable, line).default({}).describe('Variables on each node; no secrets'),
    container_image: line
      .optional()
      .describe('Image for the ranks: a file, or a name that the runtime knows'),
    container_mounts: z.array(mount).default([]).describe('Folders of the node that the container sees'),
    runtime: z.enum(['pyxis', 'apptainer']).default('pyxis').describe('What runs the image'),
    sbatch: z.array(option).default([]).describe('Further options of sbatch, one a line'),
  })
  .refine((one) => one.container_image !== undefined || one.container_mounts.length === 0, {
    path: ['container_mounts'],
    message: 'mounts need `container_image`',
  });

/** The whole file; defaults are filled in. */
export const SITE = z.strictObject({
  slurm: slurm.optional().describe('The Slurm cluster that this machine submits to'),
});

/** The [slurm] table. */
export type SlurmSite = z.infer<typeof slurm>;

/** A site file that was read. */
export type Site = z.infer<typeof SITE>;

/** The file as JSON Schema 2020-12, for editors. */
export function siteJsonSchema(): object {
  return {
    ...z.toJSONSchema(SITE, { io: 'input' }),
    title: 'site.toml of cookbook-run: the facts of one cluster',
  };
}
