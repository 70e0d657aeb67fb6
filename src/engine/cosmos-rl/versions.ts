/** The engine versions cookbook-run knows, and how to stand in for one it does not. */
import type { Engine } from '../engine.ts';
import { KNOWN_VERSIONS, type KnownVersion, NEWEST } from './known-versions.ts';
import { type Capability, SINCE } from './since.ts';

export { KNOWN_VERSIONS, type KnownVersion, NEWEST };

/** A cosmos-rl as asked for or found: its own version and the known one whose schema and rules stand for it. */
export interface CosmosRl extends Engine {
  readonly known: KnownVersion;
  has(capability: Capability): boolean;
}

/** The numbers between the dots; what follows (`+cu130`, `rc1`, `.post1`) is ignored. */
function numbers(version: string): readonly number[] {
  const [, release = ''] = /^v?(\d+(?:\.\d+)*)/.exec(version.trim()) ?? [];
  return release === '' ? [] : release.split('.').map(Number);
}

/** Negative, zero or positive as `a` is older than, equal to or newer than `b`; missing places count as 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  for (let place = 0; place < Math.max(left.length, right.length); place += 1) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** `0.4` of `0.4.7`. */
export function minorOf(version: string): string {
  return numbers(version).slice(0, 2).join('.');
}

/** Whether `version` is `least` or newer. */
export function atLeast(version: string, least: string): boolean {
  return compareVersions(version, least) >= 0;
}

/** Whether a version has a capability. */
export function hasCapability(version: string, capability: Capability): boolean {
  return atLeast(version, SINCE[capability]);
}

/** The engine of a version that `known` stands for. */
export function engineLike(version: string, known: KnownVersion): CosmosRl {
  const exact = version === known;
  return {
    name: 'cosmos-rl',
    version,
    known,
    exact,
    ...(exact
      ? {}
      : { standIn: `cosmos-rl ${version} is not known here: what is said of it is read from ${known}` }),
    has: (capability) => hasCapability(version, capability),
  };
}

/** The known versions from `first` on, for a recipe that says since when it works. */
export function versionsSince(first: KnownVersion): readonly KnownVersion[] {
  return KNOWN_VERSIONS.filter((one) => atLeast(one, first));
}

/**
 * The engine for a version text, or `undefined` if nothing known is near: another major.minor line, or no version at all.
 * 0.2.6.post1 differs from 0.2.6 only on the GRPO side, and 0.4.5/0.4.6 add keys that SFT does not read.
 */
export function engineOf(version: string): CosmosRl | undefined {
  if (numbers(version).length < 3) return undefined;
  const text = version.trim().replace(/^v/, '');
  const exact = KNOWN_VERSIONS.find((known) => known === text);
  if (exact !== undefined) return engineLike(text, exact);
  const line = KNOWN_VERSIONS.filter((known) => minorOf(known) === minorOf(text));
  const notNewer = line.filter((known) => compareVersions(known, text) <= 0);
  const nearest = notNewer.at(-1) ?? line[0];
  return nearest === undefined ? undefined : engineLike(text, nearest);
}

/** An engine that the registry has found here, with what only cosmos-rl's own code asks of it. */
export function asCosmosRl(engine: Engine): CosmosRl {
  const found = engineOf(engine.version);
  if (found === undefined) throw new TypeError(`${engine.name} ${engine.version} is no cosmos-rl`);
  return found;
}
