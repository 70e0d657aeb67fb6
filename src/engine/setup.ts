/** What an engine version needs around it, as data: `setup` writes a script and a Dockerfile from it. */

/** A program that must be on PATH. */
interface NeededProgram {
  readonly name: string;
  /** The Debian package that brings it. */
  readonly debian: string;
}

/** One call of pip: its requirements, each in pip's own words. */
export interface PipStep {
  readonly about: string;
  readonly pins: readonly string[];
  /** True where what a package asks for itself was not there when it ran. */
  readonly withoutDependencies?: boolean;
}

/** An environment for one version of an engine. */
export interface Setup {
  readonly engine: string;
  readonly version: string;
  /** Minor version of Python, for example `3.12`. */
  readonly python: string;
  /** False where nobody has run this version with these pins. */
  readonly ran: boolean;
  /** One sentence: what was run, or that nobody did. */
  readonly says: string;
  readonly programs: readonly NeededProgram[];
  readonly steps: readonly PipStep[];
  /** Said at the end, where the module is not there. */
  readonly optional: readonly { readonly module: string; readonly says: string }[];
}
