/** Every document that a verb prints with --json is what `schema --output VERB` publishes, and holds nothing else. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { DOCUMENTS, documentSchema } from '../../src/commands/documents/documents.ts';
import { documents, type Made } from './documents.ts';
import { json, rig } from './rig.ts';

/** Keys that are not written down are refused: a field that a verb prints must be published. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, closed(value)] as const);
  const shut =
    'properties' in node && !('additionalProperties' in node) ? { additionalProperties: false } : {};
  return { ...Object.fromEntries(entries), ...shut };
}

function judge(name: string, strict: boolean) {
  const schema = documentSchema(name) as object;
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(
    (strict ? closed(schema) : schema) as object,
  );
  return (document: unknown) =>
    validate(document)
      ? []
      : (validate.errors ?? []).map(
          (one) => `${one.instancePath}: ${one.message} ${JSON.stringify(one.params)}`,
        );
}

let made: readonly Made[] = [];
beforeAll(async () => {
  made = await documents();
});

const nameOf = (verb: string) => verb.replace(' ', '-');

describe.each(Object.keys(DOCUMENTS))('%s', (name) => {
  test('what is printed is what is published', () => {
    const own = made.filter(({ verb }) => nameOf(verb) === name);
    expect(own.length).toBeGreaterThan(0);
    const wrong = judge(name, true);
    for (const { line, document } of own) expect(wrong(document), line).toEqual([]);
  });

  test('the schema can say no', () => {
    expect(judge(name, false)({ schemaVersion: 1 })).not.toEqual([]);
    expect(judge(name, false)({ schemaVersion: 2, findings: [] })).not.toEqual([]);
  });
});

test('a form of each kind was seen: plan, refusals before and at the launch, a good and a bad ending', () => {
  const own = made
    .filter(({ verb }) => verb === 'sft')
    .map(({ document }) => document as Record<string, unknown>);
  expect(own.some((one) => one['planHash'] !== undefined)).toBe(true);
  expect(own.some((one) => one['error'] !== undefined)).toBe(true);
  expect(own.some((one) => one['run'] === null)).toBe(true);
  expect(own.map((one) => one['outcome'])).toEqual(
    expect.arrayContaining(['succeeded', 'out-of-gpu-memory']),
  );
});

test('schema --output: by name, with either way of writing it; a misspelt one is answered', async () => {
  const place = rig();
  const ended = await place.run(['schema', '--output', 'sft']);
  expect(json(ended.stdout)).toEqual(documentSchema('sft'));
  expect((await place.run(['schema', '--output', 'runs show'])).stdout).toContain(
    'cookbook-run runs show --json',
  );
  const wrong = await place.run(['schema', '--output', 'stf']);
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('`sft`');
});
