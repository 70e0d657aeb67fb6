/** Runs printed for SkyPilot and Kubernetes: golden texts, the schema, and the node's script, run by real processes. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { NodeRole } from '../../../src/engine/planning.ts';
import { jobSet, jobSetText } from '../../../src/executors/elsewhere/jobset.ts';
import { nodeScript } from '../../../src/executors/elsewhere/node-script.ts';
import { skypilotTask, skypilotText } from '../../../src/executors/elsewhere/skypilot.ts';
import { type Yaml, yamlText } from '../../../src/json/yaml.ts';
import { pythonWithDatasets } from '../dataset/python.ts';
import { plan, printed } from './printed.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const FIXTURES = join(ROOT, 'test/fixtures/elsewhere');
const folder = mkdtempSync(join(tmpdir(), 'cookbook-elsewhere-'));

/** PyYAML comes with `datasets`; what it reads is not looked at where there is none. */
const python = pythonWithDatasets();

/** The text as another reader reads it: PyYAML, which reads YAML 1.1. */
function readByPython(text: string): unknown {
  const code = 'import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin)))';
  return JSON.parse(execFileSync(python ?? '', ['-c', code], { input: text, encoding: 'utf8' }));
}

describe('SkyPilot', () => {
  test('golden', async () => {
    await expect(skypilotText(printed())).toMatchFileSnapshot(join(FIXTURES, 'skypilot.yaml'));
  });

  test.skipIf(python === undefined)('is read as the task that it is', () => {
    const named = printed({ gpuKind: 'h100', image: 'nvcr.io/nvidia/pytorch:25.01-py3' });
    expect(readByPython(skypilotText(named))).toEqual(skypilotTask(named));
    expect(skypilotTask(named)).toMatchObject({
      num_nodes: 2,
      resources: { accelerators: 'H100:8', image_id: 'docker:nvcr.io/nvidia/pytorch:25.01-py3' },
    });
  });

  test('what is not promised, and what was not named, is said', () => {
    const text = skypilotText(printed());
    expect(text).toContain('# Not promised here');
    expect(text).toContain('No kind of GPU was named');
    expect(text).toContain('No image was named');
    expect(skypilotText(printed({ gpuKind: 'h100', image: 'x' }))).not.toContain('was named');
  });
});

describe('Kubernetes', () => {
  const schema = JSON.parse(readFileSync(join(FIXTURES, 'jobset.schema.json'), 'utf8')) as object;
  const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

  test('golden', async () => {
    await expect(jobSetText(printed())).toMatchFileSnapshot(join(FIXTURES, 'jobset.yaml'));
  });

  test.skipIf(python === undefined)('is valid, and is read as what it is', () => {
    const named = printed({ image: 'registry/cosmos:1', limit: 28_800 });
    const read = readByPython(jobSetText(named));
    expect(read).toEqual(jobSet(named));
    expect(validate(read), JSON.stringify(validate.errors)).toBe(true);
  });

  test('the schema says no to a field that does not exist', () => {
    const read = JSON.parse(JSON.stringify(jobSet(printed())));
    read.spec.replicatedJobs[0].template.spec.completionMode = 'indexed';
    read.spec.replicatedJob = [];
    expect(validate(read)).toBe(false);
    expect(validate.errors?.map(({ instancePath }) => instancePath)).toEqual([
      '/spec',
      '/spec/replicatedJobs/0/template/spec/completionMode',
    ]);
  });

  test('a path below another one comes with it', () => {
    const text = JSON.stringify(jobSet(printed()));
    expect(text.match(/"hostPath":\{"path":"[^"]+"/g)).toEqual([
      '"hostPath":{"path":"/lustre/team"',
      '"hostPath":{"path":"/models/reason"',
    ]);
  });
});

describe('the script of a node', () => {
  const role = (on: NodeRole['on'], script: string, env: NodeRole['env'] = {}): NodeRole => ({
    name: on,
    on,
    argv: ['sh', '-c', script, 'role', '{head}:1', "it's {node}"],
    env,
  });
  const run = (node: number, roles: readonly NodeRole[], more: Parameters<typeof plan>[0] = {}) =>
    spawnSync(
      'bash',
      ['-c', nodeScript(plan({ cwd: folder, roles, ...more }), ['HEAD=h1', `NODE=${node}`])],
      {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], LEPTON_X: '1' },
        timeout: 20_000,
      },
    );

  test('its exit code is that of the ranks; what the first node serves ends with them', () => {
    const server = role('first', `echo served > ${folder}/served; exec sleep 300`);
    const ranks = role('each', `while [ ! -s ${folder}/served ]; do sleep 0.05; done; exit 7`);
    const started = Date.now();
    expect(run(0, [server, ranks]).status).toBe(7);
    expect(Date.now() - started).toBeLessThan(15_000);
  });

  test('the other nodes serve nothing', () => {
    expect(run(1, [role('first', 'echo served'), role('each', 'echo trained')]).stdout).toBe('trained\n');
  });

  test('head and node are filled in, other words stay what they are, and variables hold', () => {
    const said = run(
      1,
      [role('each', 'echo "$1|$2|$SERVER|$TEXT|${LEPTON_X-gone}"', { SERVER: '{head}:2' })],
      { withheld: ['LEPTON_'] },
    ).stdout;
    expect(said).toBe("h1:1|it's 1|h1:2|two words|gone\n");
  });

  test('a working folder that is not there ends it', () =>
    expect(run(0, [role('each', 'exit 0')], { cwd: join(folder, 'none') }).status).toBe(66));
});

test.skipIf(python === undefined).each<readonly [string, { readonly [key: string]: Yaml }]>([
  [
    'words that YAML 1.1 takes for something else',
    { a: 'yes', b: '1e3', c: '', d: 'null', e: '012', no: true },
  ],
  ['lines', { a: 'x\n y\n\nz\n', b: 'x\ny', c: '\nx\n', d: ' x\n', e: 'x \ny\n', f: 'x\n\n', g: 'ü\nx\n' }],
  ['lists', { a: [], b: [[1, 2], ['x']], c: [{ d: 1, e: [{ f: 'g\nh\n' }] }], h: {} }],
  ['keys', { 'a b': 1, '1': 2, '/x:y': 3, '- a': 4 }],
])('%s are read as they were written', (_, value) => expect(readByPython(yamlText(value))).toEqual(value));
