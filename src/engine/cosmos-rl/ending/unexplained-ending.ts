/** The ending of a run whose log names no cause: who ended it, if anyone did? */
import { stamp } from '../../../findings/finding.ts';
import type { Remedy } from '../../../findings/remedy.ts';
import { endedByUs, type JudgedEnding } from '../../torch/ending/judged.ts';
import * as kinds from '../../torch/ending/kinds.ts';
import { isFragment } from '../../torch/log/fragment.ts';
import type { LogState } from '../log/state.ts';
import type { Completion } from './completion.ts';
import type { EndingEvidence } from './evidence.ts';
import * as OWN from './kinds.ts';

/** The run ended; what is missing for success is in the finding. */
export function unverified(completion: Completion): JudgedEnding {
  const draft = {
    subject: 'run',
    message: `The run ended, and its success could not be shown: ${completion.missing.join('; ') || 'nothing says how'}.`,
    because: 'The exit code of cosmos-rl proves nothing (0.4.7: 0 after failures, seen).',
    help: 'Look into the run folder: the last checkpoints/step_N needs a .rank_R_complete per rank.',
    data: { missing: completion.missing },
  };
  return { outcome: 'unverified', cause: stamp(kinds.END_NOT_VERIFIED, draft) };
}

const LONGEST_PASTE = 400;

/** Nothing of it is of a run: other text, or a part so small that nothing says that anything goes on. */
function unknown(log: LogState): boolean {
  const nothing = log.seen['engine-import'] === undefined && log.seen.replicas === undefined;
  return isFragment(log) && ((nothing && log.ranks.length === 0) || log.lines <= LONGEST_PASTE);
}

/** Which process wrote the file, where it holds no line of a worker and that process has ended. */
function partOf(log: LogState): 'controller' | 'launcher' | undefined {
  const { seen, ranks, processes } = log;
  if (ranks.length > 0 || seen.step !== undefined) return undefined;
  const launcher = seen.replicas !== undefined || seen['policy-process'] !== undefined;
  const controller = seen['redis-started'] ?? seen['controller-start'] ?? seen.unregistering;
  if (!launcher && controller !== undefined) return 'controller';
  return launcher && controller === undefined && processes.length > 1 ? 'launcher' : undefined;
}

/** A run for which no symptom was found: who ended it, if anyone did? */
export function judgeSilent(evidence: EndingEvidence, completion: Completion): JudgedEnding {
  const { log, engineExit } = evidence;
  const ours = endedByUs(evidence);
  if (ours !== undefined) return ours;
  const part = partOf(log);
  if (part !== undefined) {
    const message = `The file is the ${part}'s part of a run that was started with --log-dir; policy_0.log beside it tells how the run ended.`;
    const remedy: Remedy = {
      kind: 'command',
      argv: ['cookbook-run', 'diagnose', 'LOG_DIR'],
      text: 'Give the whole folder: {}',
    };
    return { outcome: 'unverified', cause: stamp(OWN.PART_OF_A_RUN, { subject: 'log', message, remedy }) };
  }
  if (unknown(log)) {
    const message = 'The file holds no line of a cosmos-rl run.';
    return { outcome: 'unverified', cause: stamp(kinds.LOG_UNKNOWN, { subject: 'log', message }) };
  }
  if (engineExit === undefined || engineExit === null) {
    if (log.phase === 'ended') return unverified(completion);
    const message = 'The log stops in the middle, and nothing says that the run ended.';
    return {
      outcome: 'running',
      cause: stamp(kinds.STILL_RUNNING, { subject: 'run', message, data: { phase: log.phase } }),
    };
  }
  if (engineExit === 0) return unverified(completion);
  const signal =
    engineExit < 0 ? -engineExit : engineExit > 128 && engineExit < 160 ? engineExit - 128 : undefined;
  if (signal === undefined) {
    const message = `cosmos-rl ended with ${engineExit}, and the log does not say why.`;
    const help = 'Look into logs_latest/policy_0.log and controller.log if --log-dir was given.';
    return {
      outcome: 'failed',
      cause: stamp(kinds.ENGINE_FAILED, { subject: 'cosmos-rl', message, help, data: { engineExit } }),
    };
  }
  const draft = {
    subject: 'cosmos-rl',
    message: `cosmos-rl was ended by signal ${signal}, and the log does not show that its workers ended with it.`,
    because: 'A signal to the launcher alone reaches no other process (0.4.7, seen).',
    help: 'Look for processes that train on: pgrep -af "cosmos|torchrun|redis-server"',
    data: { signal },
  };
  const asked = signal === 1 || signal === 2 || signal === 15;
  return { outcome: asked ? 'interrupted' : 'failed', cause: stamp(kinds.LAUNCHER_GONE, draft) };
}
