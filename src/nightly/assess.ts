/** Judges a finished run: its export, its validation loss, the user's own evaluation, and the gate. */
import { existsSync, readFileSync } from 'node:fs';
import { readEvents } from '../engine/log/events.ts';
import { readExport } from '../engine/proof/export.ts';
import { runCommand } from '../executors/command.ts';
import type { Io } from '../io.ts';
import { readPlan } from '../run/record.ts';
import { watchRun } from '../run/watch.ts';
import { durationSeconds } from './deadline.ts';
import { type GateResult, judgeGate, type Metrics, metricsIn } from './gate.ts';
import type { Spec } from './load.ts';
import type { Member } from './member.ts';
import { exportDtypes } from './promote.ts';
import { redact } from './secrets.ts';

/** A gate with the export it judged. */
export interface Assessment {
  readonly gate: GateResult;
  readonly exportFolder: string;
}

/** The last validation loss that the entry script or the log tells. */
function validationLoss(member: Member): number | undefined {
  const { files } = member.state;
  const events = existsSync(files.trainEvents)
    ? readEvents(readFileSync(files.trainEvents, 'utf8')).validation?.loss
    : undefined;
  if (events !== undefined) return events;
  const watch = watchRun(files);
  watch.finish();
  return watch.log.seen['validation-loss']?.last.notice.loss;
}

/** Float types that a trained model may be exported in. */
const FLOATS = new Set(['BF16', 'F16', 'F32']);

function refused(reason: string, blind: boolean, metrics: Metrics = {}): GateResult {
  return { passed: false, blind, reason, comparisons: [], metrics };
}

/** Reads the run's files again, asks the eval command, and compares with `before`, the metrics of the last good run. */
export async function assess(
  spec: Spec,
  member: Member,
  before: Metrics | undefined,
  io: Io,
  stop: AbortSignal,
): Promise<Assessment> {
  const { gate } = spec.file;
  const plan = readPlan(member.state.files);
  const step = member.state.record.step.last ?? 0;
  const proof = readExport(plan.outputDir, step, plan.expects.lora);
  const exportFolder = proof.path;
  if (!proof.complete)
    return { gate: refused(`the export is not whole: ${proof.problems[0]}`, false), exportFolder };
  const dtypes = exportDtypes(exportFolder);
  const strange = dtypes.filter((dtype) => !FLOATS.has(dtype) && !/^(I|U|BOOL)/.test(dtype));
  if (strange.length > 0)
    return { gate: refused(`the export holds ${strange.join(', ')} tensors`, false), exportFolder };
  const loss = gate.validation_loss === 'off' ? undefined : validationLoss(member);
  const own: Metrics = loss === undefined ? {} : { validation_loss: loss };
  if (gate.eval === undefined) return { gate: { ...judgeGate(gate, own, before), dtypes }, exportFolder };
  const end = await runCommand({
    argv: gate.eval,
    cwd: spec.base,
    env: { ...io.env, COOKBOOK_EXPORT: exportFolder, COOKBOOK_RECORD: member.state.files.folder },
    timeoutSeconds: durationSeconds(gate.eval_timeout) ?? 3600,
    stop,
  });
  const metrics = end.code === 0 ? metricsIn(end.stdout) : undefined;
  if (metrics === undefined) {
    const said = redact(end.stderr.trim().split('\n').at(-1) ?? '', io.env).slice(0, 200);
    const why = end.problem ?? (end.code === 0 ? 'it printed no JSON object' : `it exited ${end.code}`);
    return {
      gate: refused(`the eval command gave no metrics: ${why}${said === '' ? '' : ` (${said})`}`, true, own),
      exportFolder,
    };
  }
  return { gate: { ...judgeGate(gate, { ...metrics, ...own }, before), dtypes }, exportFolder };
}
