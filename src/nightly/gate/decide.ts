/** Judges a finished run: its export, its validation loss, the user's own evaluation, and the gate. */
import { adapterOf } from '../../engine/registry.ts';
import { redact } from '../../findings/secrets.ts';
import { shellWord } from '../../findings/shell-word.ts';
import { AS_COMMAND, runToEnd } from '../../host/run-to-end.ts';
import type { Io } from '../../io.ts';
import { readPlan } from '../../run/record.ts';
import { watchRun } from '../../run/watch.ts';
import { durationSeconds } from '../deadline.ts';
import { exportDtypes } from '../promote.ts';
import type { Spec } from '../series-config.ts';
import type { Member } from '../series-run.ts';
import { type GateResult, judgeGate, type Metrics } from './apply.ts';
import { metricsIn } from './metrics.ts';

/** The export of a run, read again; `problem` says why it cannot be used. */
interface ExportFound {
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
  const { weights } = adapterOf(plan);
  const proof = weights.exported(plan.outputDir, member.state.record.step.last ?? 0, plan.expects.lora);
  const { path } = proof;
  if (proof.problem !== undefined)
    return { path, dtypes: [], problem: `the export is not whole: ${proof.problem}` };
  const dtypes = exportDtypes(path);
  const strange = dtypes.filter((dtype) => !FLOATS.has(dtype) && !/^(I|U|BOOL)/.test(dtype));
  const problem = `the export holds ${strange.join(', ')} tensors`;
  return { path, dtypes, ...(strange.length === 0 ? {} : { problem }) };
}

/** The last good model, as the gate compares with it. */
export interface LastGood {
  readonly path: string;
  /** The folder of its run's record. */
  readonly record: string;
  /** What was measured when it passed; `unknown` if its record does not tell. */
  readonly metrics: Metrics | 'unknown';
  /** Whether it was trained and validated on the very data of the candidate. */
  readonly sameData: boolean;
}

/** Asks the eval command for the numbers of one export; else says why there are none, and how to try it by hand. */
async function evaluate(
  spec: Spec,
  asked: { readonly export: string; readonly record: string },
  both: { readonly candidate: string; readonly lastGood: string | undefined },
  io: Io,
  stop: AbortSignal,
): Promise<NonNullable<ReturnType<typeof metricsIn>> | { readonly why: string; readonly help?: string }> {
  const { gate } = spec.file;
  const [program = '', ...args] = gate.eval ?? [];
  const own = {
    COOKBOOK_EXPORT: asked.export,
    COOKBOOK_RECORD: asked.record,
    COOKBOOK_CANDIDATE: both.candidate,
    COOKBOOK_LAST_GOOD: both.lastGood,
  };
  const end = await runToEnd(program, args, {
    ...AS_COMMAND,
    cwd: spec.base,
    env: { ...io.env, ...own },
    timeoutMs: (durationSeconds(gate.eval_timeout) ?? 3600) * 1000,
    stop,
  });
  const metrics = end.code === 0 ? metricsIn(end.stdout.toString('utf8')) : undefined;
  if (metrics !== undefined) return metrics;
  const said = redact(end.stderr.toString('utf8').trim().split('\n').at(-1) ?? '', io.env).slice(0, 200);
  const why = end.problem ?? (end.code === 0 ? 'it printed no JSON object' : `it exited ${end.code}`);
  const given = Object.entries(own).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${value}`],
  );
  const line = ['env', ...given, program, ...args].map(shellWord).join(' ');
  return {
    why: `${why}${said === '' ? '' : ` (${said})`}`,
    // What the deadline has cut needs no trying.
    ...(stop.aborted ? {} : { help: `try the eval command: \`cd ${shellWord(spec.base)} && ${line}\`` }),
  };
}

const OTHER_DATA =
  'validation_loss is not compared, since the dataset changed and it is of other samples: `eval` asks both models about the same';

const HELD_OUT = 'by hash of the sample id: the same samples stay held out while the data grow';

const helpOf = ({ help }: { readonly help?: string }) => (help === undefined ? {} : { help });

/** Asks the eval command about the candidate and about the last good model, on the data of this night, and compares. */
export async function assess(
  spec: Spec,
  member: Member,
  found: ExportFound,
  before: LastGood | undefined,
  io: Io,
  stop: AbortSignal,
): Promise<GateResult> {
  const { gate } = spec.file;
  if (found.problem !== undefined) return refused(found.problem, false);
  const loss = gate.validation_loss === 'off' ? undefined : await validationLoss(member);
  const own: Metrics = loss === undefined ? {} : { validation_loss: loss };
  if (before?.metrics === 'unknown')
    return refused(
      'the record of the last good run does not tell its metrics; to start anew, remove `last-good`',
      true,
      own,
    );
  const known = before?.metrics as Metrics | undefined;
  const old = known?.['validation_loss'];
  // A loss on other samples is another number: some are held out more when data grow.
  const kept: Metrics = old === undefined || before?.sameData !== true ? {} : { validation_loss: old };
  const judge = (metrics: Metrics, good: Metrics | undefined): GateResult => {
    const result = judgeGate(gate, metrics, good);
    const apart = old !== undefined && loss !== undefined && kept.validation_loss === undefined;
    return {
      ...result,
      ...(apart ? { reason: `${result.reason}; ${OTHER_DATA}` } : {}),
      dtypes: found.dtypes,
      ...(loss === undefined ? {} : { heldOut: HELD_OUT }),
    };
  };
  if (gate.eval === undefined) return judge(own, before === undefined ? undefined : kept);
  const both = { candidate: found.path, lastGood: before?.path };
  const mine = { export: found.path, record: member.state.files.folder };
  const first = await evaluate(spec, mine, both, io, stop);
  if ('why' in first)
    return { ...refused(`the eval command gave no metrics: ${first.why}`, true, own), ...helpOf(first) };
  const metrics = { ...first.candidate, ...own };
  if (before === undefined) return judge(metrics, undefined);
  const asked = { export: before.path, record: before.record };
  const theirs =
    first.lastGood === undefined
      ? await evaluate(spec, asked, both, io, stop)
      : { candidate: first.lastGood };
  if ('why' in theirs) {
    const reason = `the eval command gave no metrics of the last good model: ${theirs.why}`;
    return { ...refused(reason, true, metrics), ...helpOf(theirs) };
  }
  return judge(metrics, { ...theirs.candidate, ...kept });
}
