/** The verdict for a terminal of 80 columns. */
import { describeOrigin } from '../config/layers.ts';
import type { Finding } from '../findings/finding.ts';
import type { GraftRow } from '../objective/graft/compare.ts';
import type { Remedy } from '../objective/remedies/remedy.ts';
import type { JudgedModule, Judgement, Verdict } from '../objective/verdict/verdict.ts';
import { type Paint, SEVERITY_COLOUR } from './style.ts';
import { wrap } from './wrap.ts';

const COLOUR = { allow: 'green', warn: 'yellow', block: 'red' } as const;

const SAYS: Readonly<Record<Judgement, string>> = {
  allow: 'what is asked is inside what this run optimises',
  warn: 'this run goes, but read the warnings first',
  block: 'this run cannot do what is asked of it',
};

/** Parameters as a person says them: 8.2 B, 577 M, 4,098. */
export function sizeText(count: number | undefined): string {
  if (count === undefined) return '?';
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)} B`;
  return count >= 1e6 ? `${Math.round(count / 1e6)} M` : String(count);
}

/** The answer to "trained by this run?". */
export function stateText({ state }: JudgedModule): string {
  return { trained: 'yes', frozen: 'no: frozen', absent: 'no: absent', unreachable: 'no: out of reach' }[
    state
  ];
}

/** Whether one line of the graft table fits. */
export function fitText({ fits }: GraftRow): string {
  return fits === undefined ? '?' : fits ? 'yes' : 'no';
}

function graftText(rows: readonly GraftRow[], paint: Paint): readonly string[] {
  if (rows.length === 0) return [];
  const line = (what: string, brain: string, consumer: string) =>
    `${what.padEnd(17)}${brain.padEnd(26)}${consumer.padEnd(26)}`;
  return [
    '',
    paint('bold', `${line('graft', 'this backbone', 'the consumer')}fits?`),
    ...rows.map(
      (row) =>
        `${line(row.what, row.brain, row.consumer)}${paint(row.fits === true ? 'green' : 'yellow', fitText(row))}`,
    ),
  ];
}

/** A command that stands below, to be copied from one line, is not said twice. */
function helpText(help: string, remedies: readonly Remedy[]): string {
  let text = help;
  for (const { title, commands } of remedies)
    for (const command of commands) text = text.replace(`${title}: ${command}`, `${title}, below.`);
  return text;
}

function findingText(finding: Finding, remedies: readonly Remedy[], paint: Paint): string {
  const head = paint([SEVERITY_COLOUR[finding.severity], 'bold'], `${finding.severity}[${finding.id}]`);
  return [
    `${head}\n${wrap(finding.message, '  ', '  ')}`,
    ...(finding.origin === undefined ? [] : [`  --> ${describeOrigin(finding.origin)}`]),
    ...(finding.because === undefined ? [] : [wrap(finding.because, '  because: ', '    ')]),
    ...(finding.help === undefined ? [] : [wrap(helpText(finding.help, remedies), '  help: ', '    ')]),
  ].join('\n');
}

function rowText(module: JudgedModule, paint: Paint): string {
  // The end of a dotted name says more than its start.
  const name = module.name.length > 28 ? `…${module.name.slice(-27)}` : module.name;
  const row = `${name.padEnd(29)}${module.role.padEnd(22)}${sizeText(module.parameters).padStart(8)} `;
  const state = paint(module.state === 'trained' ? 'green' : 'yellow', stateText(module));
  return `${row}${state}`;
}

/** Rows that have one state for one reason stand together, and the reason once behind them. */
function tableText(modules: readonly JudgedModule[], paint: Paint): readonly string[] {
  const reason = ({ state, why, remedy }: JudgedModule) => `${state} ${why} ${remedy?.title ?? ''}`;
  return modules.flatMap((module, index) => {
    const next = modules[index + 1];
    const row = rowText(module, paint);
    if (next !== undefined && reason(next) === reason(module)) return [row];
    const { why, remedy } = module;
    return [
      row,
      wrap(why, '    why: ', '      '),
      ...(remedy === undefined ? [] : [wrap(remedy.title, '    what can train it: ', '      ')]),
    ];
  });
}

/** A remedy with its commands, each on a line of its own so that it can be copied. */
export function remedyText(remedy: Remedy, paint: Paint): string {
  return [
    paint('bold', remedy.title),
    wrap(remedy.trains, '  trains:   ', '            '),
    ...remedy.commands.map((command) => `  $ ${command}`),
    wrap(remedy.data, '  data:     ', '            '),
    wrap(remedy.hardware, '  hardware: ', '            '),
    ...remedy.notes.map((note) => wrap(note, '  note:     ', '            ')),
    wrap(remedy.source, '  source:   ', '            '),
  ].join('\n');
}

function section(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : ['', paint('bold', title), ...lines];
}

/** The whole verdict; only the commands to copy may be wider than 80 columns. */
export function verdictText(report: Verdict, paint: Paint): string {
  const {
    verdict,
    findings,
    modules,
    graft = [],
    question,
    remedies,
    stages,
    cheapChecks,
    model,
    skipped,
  } = report;
  const list = (items: readonly string[]) =>
    items.map((item, index) => wrap(item, `${index + 1}. `.padStart(5), '     '));
  return `${[
    `${paint([COLOUR[verdict], 'bold'], verdict)}: ${SAYS[verdict]}`,
    ...(model === undefined ? [] : [wrap(`${model.title} (${model.evidence})`, 'model: ', '  ')]),
    ...section(
      'findings',
      findings.map((finding) => findingText(finding, remedies, paint)),
      paint,
    ),
    ...(modules.length === 0
      ? []
      : [
          '',
          paint(
            'bold',
            `${'module'.padEnd(29)}${'role'.padEnd(22)}${'params'.padStart(8)} trained by this run?`,
          ),
          ...tableText(modules, paint),
        ]),
    ...graftText(graft, paint),
    ...section(
      'what can do it',
      remedies.map((remedy) => remedyText(remedy, paint)),
      paint,
    ),
    ...section('order of stages', list(stages), paint),
    ...section('before any training, look at', list(cheapChecks), paint),
    ...(question === undefined ? [] : ['', paint('bold', 'question'), wrap(question.text, '  ', '  ')]),
    ...section(
      'not looked at',
      skipped.map(({ id, reason }) => wrap(`${id}: ${reason}`, '  ', '    ')),
      paint,
    ),
  ].join('\n')}\n`;
}
