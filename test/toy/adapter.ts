/** A second engine, which proves that nothing outside of an adapter needs to know the first. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asNumber, getValue } from '../../src/config/value.ts';
import type { EngineAdapter } from '../../src/engine/adapter.ts';
import type { Planning } from '../../src/engine/planning.ts';
import { RUNTIME } from './runtime.ts';

const VERSION = '1.0';

const PLANNING: Planning = {
  ports: [],
  kinds: [],
  ownSettings({ folder }) {
    const outputDir = join(folder, 'made');
    const origin = { layer: 'cookbook-run', source: 'this run' } as const;
    return {
      settings: [{ path: ['toy', 'out'], value: outputDir, origin }],
      outputRoot: folder,
      outputDir,
    };
  },
  reading: () => ({ miniBatch: 1, ranks: 1, source: {}, column: '', validation: { enabled: false } }),
  tokenLimit: () => Number.POSITIVE_INFINITY,
  modelOf: () => '',
  render(_, { config }) {
    const steps = asNumber(getValue(config, ['toy', 'steps']));
    return { config, translations: [], ...(steps === undefined ? {} : { steps }) };
  },
  judge: () => ({ findings: [], skipped: [] }),
  launch: (_, { safe }) => ({
    argv: ['toy-train', join(safe, 'config.toml')],
    env: {},
    withheld: [],
    gpus: 1,
    savingRanks: 1,
    ports: {},
    expects: { checkpoint: true, export: true, lora: false },
  }),
};

export const TOY: EngineAdapter = {
  name: 'toy',
  versions: [VERSION],
  at: (version) =>
    version === VERSION ? { name: 'toy', version, known: version, exact: true, has: () => false } : undefined,
  gpus: () => 1,
  sign: 'toy',
  owns: (config) => 'toy' in config,
  layout: {
    below: 'made',
    parents: ['points', 'models'],
    ours: /^\d+$/,
    steps(outputDir) {
      const points = join(outputDir, 'points');
      return existsSync(points) ? readdirSync(points).map(Number) : [];
    },
    checkpoint: (outputDir, step) => join(outputDir, 'points', String(step)),
    export: (outputDir, step) => join(outputDir, 'models', String(step)),
    stepName: (step) => `point ${step}`,
  },
  keys: {
    flags: {
      gpus: 'toy.gpus',
      epochs: 'toy.rounds',
      lr: 'toy.rate',
      batch: 'toy.batch',
      lora: { why: 'a toy has no adapters', help: 'leave --lora out' },
    },
    all: ['toy.out', 'toy.from'],
    output: 'toy.out',
    resume: 'toy.from',
    model: 'toy.model',
    noResume: '',
    length: {
      unit: 'epoch',
      key: 'toy.rounds',
      typed: (count) => `--epochs ${count}`,
      settings: (_, count) => ({ 'toy.rounds': BigInt(count) }),
    },
    change: (key) => (key === 'toy.steps' ? 'length' : 'risky'),
  },
  weights: {
    resumeProblem: (outputDir, step) =>
      existsSync(join(outputDir, 'points', String(step), 'count')) ? undefined : 'it has no count',
    exported(outputDir, step) {
      const path = join(outputDir, 'models', String(step));
      return existsSync(join(path, 'model')) ? { path } : { path, problem: 'it has no model' };
    },
  },
  host: async () => ({
    engine: 'toy',
    programs: ['toy-train'],
    facts: {},
    checks: [],
    portsMove: true,
    lines: () => [],
  }),
  planning: async () => PLANNING,
  presenting: async () => ({
    declaring: { version: '1', keys: () => [], kindsOf: () => undefined, versionsFor: () => ['1'] },
    preview: (_, { config }) => ({ config, translations: [], findings: [] }),
    standalone: (config) => config,
    about: () => [],
    standard: () => undefined,
    steps: () => undefined,
  }),
  runtime: async () => RUNTIME,
};
