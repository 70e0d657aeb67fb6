/** Recorded hosts, and one spoilt in a single place. */
import { readFileSync } from 'node:fs';
import type { Fact, HostFacts } from '../../../src/host/facts.ts';
import { parseHostFacts } from '../../../src/preflight/host-file.ts';

/** The facts in test/fixtures/hosts/NAME.json. */
export function host(name: string): Promise<HostFacts> {
  const path = new URL(`../../fixtures/hosts/${name}.json`, import.meta.url);
  return parseHostFacts(readFileSync(path, 'utf8'), `${name}.json`);
}

type Known<Key extends keyof HostFacts> = HostFacts[Key] extends Fact<infer T> ? T : never;

/** A copy of `facts` with parts of one known fact replaced. */
export function spoil<Key extends keyof HostFacts>(facts: HostFacts, key: Key, value: Known<Key>): HostFacts {
  return { ...facts, [key]: { ok: true, value } };
}

/** The value of a fact that the fixture is known to have. */
export function known<T>(fact: Fact<T>): T {
  if (!fact.ok) throw new Error(`the fixture does not know it: ${fact.reason}`);
  return fact.value;
}
