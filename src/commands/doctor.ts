/** `doctor`: is this host ready to run the engine? */
import { ENGINES } from '../engine/registry.ts';
import type { MemoryEstimate } from '../estimate/memory/estimate.ts';
import { plural } from '../findings/amounts.ts';
import { ExitCode, exitCodeOf } from '../findings/exit-code.ts';
import { bySeverity, type Report } from '../findings/finding.ts';
import type { Need } from '../host/check.ts';
import { type HostFacts, NOT_ASKED } from '../host/facts.ts';
import type { HostRequirements } from '../host/requirements.ts';
import type { Io } from '../io.ts';
import { jsonText } from '../json/text.ts';
import { type ProbeOptions, probeHost } from '../preflight/probe.ts';
import { checkHost, checksFor, isReady } from '../preflight/readiness.ts';
import { findingText, skippedLines } from '../report/findings.ts';
import { memoryData, memoryLines } from '../report/forecast.ts';
import { type Paint, painter } from '../report/style.ts';
import { fitsHere } from '../run/forecast.ts';

/** What `doctor` is asked. */
interface DoctorArgs {
  readonly preset?: string;
  /** The engine's requirements; those of the first engine where none is named. */
  readonly host?: HostRequirements;
  readonly json?: boolean;
  /** What the preset's launch asks of the host. */
  readonly need?: Need;
  /** What the preset's run takes of each GPU, also where there is no number. */
  readonly memory?: MemoryEstimate;
  readonly probe?: ProbeOptions;
}

/** Looks at the host and reports; 0 if it is ready, 69 if it is not or could not be looked at in part. */
export async function doctor(args: DoctorArgs, io: Io): Promise<ExitCode> {
  const need = args.need ?? {};
  const [first] = ENGINES;
  const host = args.host ?? (await first.host());
  const facts = await probeHost(host, need, io, args.probe);
  const report = checkHost(host, facts, need);
  const ready = isReady(report);
  const { memory } = args;
  const fits = memory === undefined ? undefined : fitsHere(memory, facts, need.gpus ?? 1);
  if (args.json === true) {
    const told = {
      ...(memory === undefined ? {} : { memory: memoryData(memory) }),
      ...(fits === undefined ? {} : { fits: fits.answer }),
    };
    const { findings, skipped } = report;
    const named = host.engine === first.name ? {} : { engineName: host.engine };
    const document = { schemaVersion: 1, ...named, ready, facts, ...told, findings, skipped };
    io.stdout.write(jsonText(document));
  } else {
    io.stdout.write(
      `${[...factLines(host, facts), ...(memory === undefined ? [] : memoryLines(memory, fits)), '', ...reportLines(report, checksFor(host).length, painter(io, io.stdout)), '', lastLine(args, report, ready)].join('\n')}\n`,
    );
  }
  if (ready) return ExitCode.ok;
  const categoryOf = (id: string) => checksFor(host).find((check) => check.id === id)?.category;
  const code = exitCodeOf(report.findings, categoryOf);
  return code === ExitCode.ok ? ExitCode.host : code;
}

const WORD = 8;

function factLines(host: HostRequirements, facts: HostFacts): readonly string[] {
  const { engine, gpus } = facts;
  const list = gpus.ok ? gpus.value : [];
  const line = ([word, text]: readonly [string, string]) =>
    `${word.padEnd(Math.max(WORD, word.length + 1))}${text}`;
  const found = engine.ok
    ? `${host.engine} ${engine.value.version}, Python ${engine.value.pythonVersion} (${engine.value.python})`
    : engine.reason;
  return [
    ...(host.python === undefined ? [] : [line(['engine', found])]),
    line(['GPUs', gpus.ok ? String(list.length) : gpus.reason]),
    ...list.map(({ index, name, memoryTotalMiB: total, memoryUsedMiB: used }) => {
      return `        ${index}: ${name}, ${total - used} of ${total} MiB free`;
    }),
    ...host.lines(facts).map(line),
  ];
}

function reportLines({ findings, skipped }: Report, checks: number, paint: Paint): readonly string[] {
  const touched = new Set([...findings, ...skipped].map((item) => item.id));
  const unknown = skipped.filter((item) => item.reason !== NOT_ASKED);
  return [
    ...bySeverity(findings).map((finding) => findingText(finding, paint).trimEnd()),
    ...skippedLines(unknown),
    `${checks - touched.size} of ${checks} checks passed, ${skipped.length} skipped.`,
  ];
}

function lastLine(args: DoctorArgs, report: Report, ready: boolean): string {
  const what = args.preset === undefined ? '' : ` for ${args.preset}`;
  if (ready) return `This host is ready${what}.`;
  const errors = report.findings.filter((finding) => finding.severity === 'error').length;
  if (errors === 0) return `This host could not be looked at in full, so it is not known to be ready${what}.`;
  return `This host is not ready${what}: ${plural(errors, 'error')}.`;
}
