/** The end of a run: judge it from its files, write the record, tidy up what the engine leaves behind. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { parseToml } from '../config/toml.ts';
import { classify, type Ending } from '../engine/cosmos-rl/ending/classify.ts';
import { readEvents } from '../engine/cosmos-rl/log/events.ts';
import { readProof } from '../engine/cosmos-rl/proof/index.ts';
import type { EngineExit } from '../executors/local.ts';
import type { Finding } from '../findings/finding.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import type { RunFiles } from './files.ts';
import { type RunRecord, writeRecord } from './record.ts';
import { recordEvent, type Supervised } from './supervise.ts';
import type { Watch } from './watch.ts';

const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

/** The engine's exit as one number: a signal is negative; `null` if it had to be stopped or nobody saw it end. */
export function exitNumber(exit: EngineExit | undefined): number | null {
  if (exit === undefined) return null;
  if (exit.code !== undefined) return exit.code;
  return exit.signal === undefined ? null : -(SIGNALS[exit.signal] ?? 1);
}

/** Judges the end of a run from the log, the entry script's events and the files on disk. */
export function judge(plan: LaunchPlan, files: RunFiles, watch: Watch, supervised: Supervised): Ending {
  const events = existsSync(files.trainEvents)
    ? readEvents(readFileSync(files.trainEvents, 'utf8'))
    : undefined;
  const step = watch.step;
  const proof =
    step > 0 && plan.expects.checkpoint
      ? readProof(plan.outputDir, step, { ranks: plan.savingRanks, lora: plan.expects.lora })
      : undefined;
  const config = parseToml(plan.config, 'config.toml');
  return classify({
    log: watch.log,
    config,
    engine: plan.engine,
    engineExit: exitNumber(supervised.exit),
    ...(events === undefined ? {} : { events }),
    ...(plan.plannedSteps === undefined ? {} : { planned: plan.plannedSteps }),
    ...(proof === undefined ? {} : { proof }),
    ...(supervised.stop === undefined ? {} : { stop: supervised.stop }),
    ...(supervised.stalled === undefined ? {} : { stalled: supervised.stalled }),
    ...(supervised.signalledAfter === undefined ? {} : { signalledAfter: supervised.signalledAfter }),
  });
}

/** Writes the ending into the record and removes the temporary files that the engine's log names. */
export function finishRun(
  plan: LaunchPlan,
  files: RunFiles,
  watch: Watch,
  supervised: Supervised,
  record: RunRecord,
  before: readonly Finding[],
  now: number,
): { readonly ending: Ending; readonly record: RunRecord } {
  const ending = judge(plan, files, watch, supervised);
  for (const path of watch.log.tempFiles) {
    // Only what the engine itself made: /tmp/tmpXXXX.toml (launcher/launch_all.py leaves it behind on every failure).
    if (
      dirname(path) === tmpdir() &&
      /^tmp[\w-]+\.(toml|redis_config\.conf)$/.test(path.slice(dirname(path).length + 1))
    ) {
      rmSync(path, { force: true });
    }
  }
  const ended: RunRecord = {
    ...record,
    status: 'ended',
    outcome: ending.outcome,
    exitCode: ending.exitCode,
    engineExit: exitNumber(supervised.exit),
    step: ending.step,
    endedAt: new Date(now).toISOString(),
    findings: [...before, ...ending.findings],
    ...(supervised.left.length === 0
      ? {}
      : { left: supervised.left.map(({ pid, command }) => ({ pid, command })) }),
  };
  writeRecord(files, ended);
  recordEvent(files, {
    kind: 'ended',
    outcome: ending.outcome,
    exitCode: ending.exitCode,
    step: ending.step,
  });
  return { ending, record: ended };
}
