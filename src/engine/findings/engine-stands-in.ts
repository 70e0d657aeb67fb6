/** Says of every answer about an engine that is not known which known version it was read from. */
import { defineFinding, type Finding, found } from '../../findings/finding.ts';
import type { Engine } from '../engine.ts';

/** An engine that another version stands in for. */
export const engineStandsIn = defineFinding<{
  readonly name: string;
  readonly asked: string;
  readonly known: string;
}>({
  id: 'engine-stands-in',
  summary: 'the engine version is not known here; another one stands in for it',
  severity: 'info',
  category: 'config',
  docs: {
    what: 'The answer is about a version whose settings and behaviour cookbook-run does not know.',
    why: 'Settings, defaults and rules were read from known releases. For another release of the same line the nearest known one, not a newer one, is taken; what that release changed is not seen.',
    fix: 'Read the changes of the release, or name a known version with --engine.',
  },
  say: ({ name, asked, known }) => ({
    message: `${name} ${asked} is not known here: what is said is true of ${known}, which stands in for it`,
    because: 'a release adds and changes settings, and those of this one were not read',
    help: `read what changed between ${known} and ${asked}, or judge for ${known}: --engine ${known}`,
  }),
});

/** The note about an engine, if it needs one. */
export function standInNotes(engine: Engine): readonly Finding[] {
  return engine.exact
    ? []
    : [found(engineStandsIn, 'engine', { name: engine.name, asked: engine.version, known: engine.known })];
}

/** The engine as rules speak of it: by the version that was looked at, with the capabilities of the one that was asked for. */
export function spokenOf<E extends Engine>(engine: E): E {
  return engine.exact ? engine : { ...engine, version: engine.known };
}

/** Name and version; where another stands in, both: `NAME 2, in place of 3,`. */
export function titleOf({ name, version, known, exact }: Engine): string {
  return exact ? `${name} ${version}` : `${name} ${known}, in place of ${version},`;
}
