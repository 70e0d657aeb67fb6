import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HOST } from '../../../src/engine/cosmos-rl/host/requirements.ts';
import { Failure } from '../../../src/findings/failure.ts';
import { parseHostFacts } from '../../../src/preflight/host-file.ts';
import { checkHost } from '../../../src/preflight/readiness.ts';
import { host } from './hosts.ts';

const file = (name: string): string =>
  readFileSync(new URL(`../../fixtures/hosts/${name}.json`, import.meta.url), 'utf8');

describe('host facts from a file', () => {
  it('come back as they were written', async () => {
    const facts = await host('h200x1');
    expect(facts).toEqual(JSON.parse(file('h200x1')).facts);
    expect(await parseHostFacts(JSON.stringify(facts))).toEqual(facts);
  });

  it('a fact that an older file does not have is not known', async () => {
    const { nvidiaSmi: _, ...older } = await host('no-gpu');
    const facts = await parseHostFacts(JSON.stringify(older), 'old.json');
    expect(facts.nvidiaSmi).toEqual({ ok: false, reason: 'old.json does not tell' });
    expect(checkHost(HOST, facts, {}).skipped).toContainEqual({
      id: 'gpu-none',
      reason: 'old.json does not tell',
    });
  });

  it.each([
    ['not JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['another document', '{"schemaVersion":1,"findings":[]}'],
    ['facts that are null', '{"facts":null}'],
    ['a fact of the wrong type', '{"facts":{"optFolder":{"ok":true,"value":"yes"}}}'],
    ['a fact without a reason', '{"facts":{"optFolder":{"ok":false}}}'],
    ['a negative amount', '{"facts":{"busyPorts":{"ok":true,"value":[-1]}}}'],
  ])('%s is a failure with exit code 65 and a remedy', async (_, text) => {
    const failure = await parseHostFacts(text, 'host.json').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ exitCode: 65, help: expect.stringContaining('doctor --json') });
    expect((failure as Failure).message).toContain('host.json');
  });
});
