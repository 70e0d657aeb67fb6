/** Judges a finished run: its export, its validation loss, the user's own evaluation, and the gate. */
import { readExport } from '../../engine/cosmos-rl/proof/export.ts';
import { adapterOf } from '../../engine/registry.ts';
import { runCommand } from '../../executors/user-command.ts';
import type { Io } from '../../io.ts';
import { readPlan } from '../../run/record.ts';
import { watchRun } from '../../run/watch.ts';
import { durationSeconds } from '../deadline.ts';
import { exportDtypes } from '../promote.ts';
import { redact } from '../secrets.ts';
import type { Spec } from '../series-config.ts';
import type { Member } from '../series-run.ts';
import { type GateResult, judgeGate, type Metrics, metricsIn } from './apply.ts';

/** The export of a run, read again; `problem` says why it cannot be used. */
export interface ExportFound {
  readonly path: string;
  readonly dtypes: readonly string[];
  readonly problem?: string;
}

/** The last validation loss that the entry script or the log tells. */
async function validationLoss({ state: { files } }: Member): Promise<number | undefined> {
  const told: { script?: number; log?: number } = {};
  const runtime = await adapterOf(readPlan(files)).runtime();
  const watch = watchRun(files, runtime, (event) => {
    if (event.kind === 'validation') told[event.from] = event.loss;
  });
  watch.finish();
  return told.script ?? told.log;
}

/** Float types that a trained model may be exported in. */
const FLOATS = new Set(['BF16', 'F16', 'F32']);

function refused(reason: string, blind: boolean, metrics: Metrics = {}): GateResult {
  return { passed: false, blind, reason, comparisons: [], metrics };
}

/** Reads the export of a finished run again: index, headers, types, a sample of the values. */
export function verifyExport(member: Member): ExportFound {
  const plan = readPlan(member.state.files);
  const proof = readExport(plan.outputDir, member.state.record.step.last ?? 0, plan.expects.lora);
  const { path } = proof;
  if (!proof.complete) return { path, dtypes: [], problem: `the export is not whole: ${proof.problems[0]}` };
  const dtypes = exportDtypes(path);
  const strange = dtypes.filter((dtype) => !FLOATS.has(dtype) && !/^(I|U|BOOL)/.test(dtype));
  const problem = `the export holds ${strange.join(', ')} tensors`;
  return { path, dtypes, ...(strange.length === 0 ? {} : { problem }) };
}

/** Asks the eval command and compares with `before`, the metrics of the last good run. */
export async function assess(
  spec: Spec,
  member: Member,
  found: ExportFound,
  before: Metrics | 'none' | 'unknown',
  io: Io,
  stop: AbortSignal,
): Promise<GateResult> {
  const { gate } = spec.file;
  if (found.problem !== undefined) return refused(found.problem, false);
  const loss = gate.validation_loss === 'off' ? undefined : await validationLoss(member);
  const own: Metrics = loss === undefined ? {} : { validation_loss: loss };
  const judge = (metrics: Metrics): GateResult =>
    before === 'unknown'
      ? refused(
          'the record of the last good run does not tell its metrics; to start anew, remove `last-good`',
          true,
          metrics,
        )
      : { ...judgeGate(gate, metrics, before === 'none' ? undefined : before), dtypes: found.dtypes };
  if (gate.eval === undefined) return judge(own);
  const end = await runCommand({
    argv: gate.eval,
    cwd: spec.base,
    env: { ...io.env, COOKBOOK_EXPORT: found.path, COOKBOOK_RECORD: member.state.files.folder },
    timeoutSeconds: durationSeconds(gate.eval_timeout) ?? 3600,
    stop,
  });
  const metrics = end.code === 0 ? metricsIn(end.stdout) : undefined;
  if (metrics !== undefined) return judge({ ...metrics, ...own });
  const said = redact(end.stderr.trim().split('\n').at(-1) ?? '', io.env).slice(0, 200);
  const why = end.problem ?? (end.code === 0 ? 'it printed no JSON object' : `it exited ${end.code}`);
  return refused(`the eval command gave no metrics: ${why}${said === '' ? '' : ` (${said})`}`, true, own);
}
