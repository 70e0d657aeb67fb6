/** The pins of cosmos-framework that are known here: it is on no package index, so a version is a git commit. */
import type { Engine } from '../engine.ts';

/** Oldest first, each as git abbreviates it. */
export const VERSIONS = ['5eee9ed'] as const;

type Pin = (typeof VERSIONS)[number];

export const NEWEST: Pin = '5eee9ed';

const NAME = 'cosmos-framework';

/** The engine of a commit: a known one, or another that the newest known one stands in for; nothing for what is no commit. */
export function engineAt(version: string): Engine | undefined {
  const text = version.trim().toLowerCase();
  if (!/^[0-9a-f]{7,40}$/.test(text)) return undefined;
  const exact = VERSIONS.find((pin) => text.startsWith(pin));
  return {
    name: NAME,
    version: exact ?? text.slice(0, 7),
    known: exact ?? NEWEST,
    exact: exact !== undefined,
    ...(exact === undefined
      ? {
          standIn: `${NAME} ${text.slice(0, 7)} is not known here: what is said of it is read from ${NEWEST}`,
        }
      : {}),
    has: () => false,
  };
}
