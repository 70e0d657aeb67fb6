/** What a night asks of the commands above it: to plan a run, to execute it, to end one that lost its supervisor. */

import type { Ending } from '../engine/cosmos-rl/ending/classify.ts';
import type { ExitCode } from '../findings/exit-code.ts';
import type { Report } from '../findings/finding.ts';
import type { Io } from '../io.ts';
import type { Prepared } from '../plan/prepare.ts';
import type { HostFacts } from '../preflight/facts.ts';
import type { RunRecord, RunState } from '../run/record.ts';
import type { StopRequest } from '../run/supervise.ts';

/** A run that was planned: ready if `code` is 0, else refused. */
export interface Planned {
  readonly prepared: Prepared;
  readonly report: Report;
  readonly facts: HostFacts;
  readonly code: ExitCode;
  readonly folder: string;
  readonly verdict: { readonly verdict: 'allow' | 'warn' | 'block' };
}

export type Stops = (handler: (request: StopRequest) => void) => () => void;

export interface NightPorts {
  readonly io: Io;
  /** Plans a run of the series; `resume` is the policy folder to go on from. */
  readonly plan: (request: {
    readonly resume?: string;
    /** The model to start from, instead of the series' own. */
    readonly model?: string;
    readonly stopSeconds: number;
    readonly dryRun?: boolean;
  }) => Promise<Planned>;
  readonly execute: (
    planned: Planned,
    stops: Stops,
  ) => Promise<{ readonly ending: Ending; readonly record: RunRecord }>;
  /** Ends a run that nobody supervises, with a checkpoint if it still trains, and writes its record. */
  readonly settle: (state: RunState) => Promise<void>;
  /** Set once the person or the system asked this command to stop. */
  readonly stop: AbortSignal;
}
