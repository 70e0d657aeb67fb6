/** Recorded hosts, and one spoilt in a single place. */
import { readFileSync } from 'node:fs';
import type { CosmosRlFacts } from '../../../src/engine/cosmos-rl/host/facts.ts';
import type { Fact, HostFacts } from '../../../src/host/facts.ts';
import { parseHostFacts } from '../../../src/preflight/host-file.ts';

/** The facts in test/fixtures/hosts/NAME.json. */
export async function host(name: string): Promise<CosmosRlFacts> {
  const path = new URL(`../../fixtures/hosts/${name}.json`, import.meta.url);
  return (await parseHostFacts(readFileSync(path, 'utf8'), `${name}.json`)) as CosmosRlFacts;
}

type Known<Facts, Key extends keyof Facts> = Facts[Key] extends Fact<infer T> ? T : never;

/** A copy of `facts` with one known fact replaced. */
export function spoil<Facts extends HostFacts, Key extends keyof Facts & string>(
  facts: Facts,
  key: Key,
  value: Known<Facts, Key>,
): Facts {
  return { ...facts, [key]: { ok: true, value } };
}

/** The value of a fact that the fixture is known to have. */
export function known<T>(fact: Fact<T>): T {
  if (!fact.ok) throw new Error(`the fixture does not know it: ${fact.reason}`);
  return fact.value;
}
