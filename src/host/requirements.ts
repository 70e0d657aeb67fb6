/** What an engine must find on the host that runs it, as a value: asking and judging are the same for every engine. */
import type { Origin } from '../findings/finding.ts';
import type { Io } from '../io.ts';
import type { AnyCheck, EngineSide } from './check.ts';
import type { Fact, HostFacts } from './facts.ts';
import type { EngineFacts, PythonQuestion } from './python.ts';

/** What an own question may use. */
export interface Asking {
  readonly io: Pick<Io, 'env' | 'cwd'>;
  readonly timeoutMs: number;
  /** Paths of the requirement's programs. */
  readonly programs: HostFacts['programs'];
  /** What is found out about the engine's Python. */
  readonly found: Promise<EngineFacts>;
}

/** The form of a fact's value in a host file. */
export type FactShape = 'yes-or-no' | 'text' | 'texts' | { readonly [name: string]: FactShape };

/** A fact that only this engine asks for. */
export interface OwnFact {
  readonly shape: FactShape;
  /** One that takes too long or throws is a fact that is not known. */
  ask(asking: Asking): Promise<Fact<unknown>> | Fact<unknown>;
}

/** Everything that is asked of a host for an engine, and how the answers are judged. */
export interface HostRequirements extends EngineSide {
  /** The engine's name. */
  readonly engine: string;
  /** Programs that it calls by name. */
  readonly programs: readonly string[];
  /** How it is found; absent for an engine that is no Python package. */
  readonly python?: PythonQuestion;
  readonly facts: Readonly<Record<string, OwnFact>>;
  /** Its own checks, in the order of a launch. */
  readonly checks: readonly AnyCheck[];
  /** The ports of a launch that the user named himself, by the key that says so; absent where no key does. */
  namedPorts?(origins: ReadonlyMap<string, Origin>): Readonly<Record<string, string>>;
  /** What `doctor` says of its facts: a word and a text for each line. */
  lines(facts: HostFacts): ReadonlyArray<readonly [word: string, text: string]>;
}
