/** A run of two nodes as it is printed for others, with programs that are there on every machine. */
import type { Printed } from '../../../src/executors/elsewhere/elsewhere.ts';
import type { LaunchPlan } from '../../../src/plan/launch-plan.ts';
import { SECONDS } from '../run/records.ts';

/** The plan, with what its nodes run. */
export const plan = (more: Partial<LaunchPlan> = {}): LaunchPlan => ({
  schemaVersion: 1,
  id: '20261129-080000-mine-0a1b2c',
  preset: 'mine',
  engine: '0.4.7',
  engineName: 'toy',
  argv: ['toy'],
  roles: [
    { name: 'server', on: 'first', argv: ['toy-server', '--port', '20001'], env: {} },
    {
      name: 'ranks',
      on: 'each',
      argv: ['toy-train', '--nodes', '2', '--meet', '{head}:20002', '--index', '{node}', "it's $HOME"],
      env: { SERVER: '{head}:20001' },
    },
  ],
  withheld: ['LEPTON_'],
  cwd: '/lustre/team',
  env: { COOKBOOK_RUN_ID: '20261129-080000-mine-0a1b2c', TEXT: 'two words' },
  gpus: 16,
  nodes: 2,
  config: '',
  outputDir: '/lustre/team/runs/a/train',
  savingRanks: 16,
  ports: { server: 20_001, meeting: 20_002 },
  expects: { checkpoint: true, export: true, lora: false },
  stop: SECONDS,
  ...more,
});

/** What is printed. */
export const printed = (more: Partial<Printed> = {}): Printed => ({
  plan: plan(),
  folder: '/lustre/team/runs/a',
  paths: ['/models/reason', '/lustre/team'],
  ...more,
});
