/** The verdict for a terminal of 80 columns. */
import { describeOrigin } from '../config/layers.ts';
import type { Finding } from '../findings/finding.ts';
import type { GraftRow } from '../objective/graft/compare.ts';
import { commandsOf, mainCommand, type Way } from '../objective/remedies/way.ts';
import { CHANGES } from '../objective/request/target.ts';
import type { Answer } from '../objective/verdict/answers.ts';
import { type Judgement, sharedKindOf } from '../objective/verdict/kind-of.ts';
import type { JudgedModule, Verdict } from '../objective/verdict/verdict.ts';
import { type Paint, SEVERITY_COLOUR } from './style.ts';
import { wrap } from './wrap.ts';

const COLOUR = { allow: 'green', warn: 'yellow', block: 'red' } as const;

const SAYS: Readonly<Record<Judgement, string>> = { allow: 'yes', warn: 'in part', block: 'no' };

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

/** A command that stands above, to be copied from one line, is not said twice. */
function helpText(help: string, ways: readonly Way[]): string {
  let text = help;
  for (const way of ways)
    for (const command of commandsOf(way))
      text = text.replace(`${way.title}: ${command}`, `${way.title}, above.`);
  return text;
}

function findingText(finding: Finding, remedies: readonly Way[], paint: Paint): string {
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
  const groups = new Map<string, JudgedModule[]>();
  for (const module of modules) {
    const reason = `${module.state} ${module.why}`;
    groups.set(reason, [...(groups.get(reason) ?? []), module]);
  }
  return [...groups.values()].flatMap((rows) => [
    ...rows.map((row) => rowText(row, paint)),
    wrap(rows[0]?.why ?? '', '    why: ', '      '),
  ]);
}

/** A way with its commands, each on a line of its own so that it can be copied. */
function wayText(way: Way, paint: Paint): string {
  return [
    paint('bold', way.title),
    wrap(way.trains, '  trains:   ', '            '),
    ...(way.done === undefined ? [] : [wrap(way.done, '  done:     ', '            ')]),
    ...commandsOf(way).map((command) => `  $ ${command}`),
    wrap(way.data, '  data:     ', '            '),
    wrap(way.hardware, '  hardware: ', '            '),
    ...way.notes.map((note) => wrap(note, '  note:     ', '            ')),
    wrap(way.source, '  source:   ', '            '),
  ].join('\n');
}

function section(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : ['', paint('bold', title), ...lines];
}

/** Yes, no or only in part, to what, and why: what can be forwarded. */
export function headlineText({ verdict, headline }: Verdict, paint: Paint): string {
  const { says, text, why, unseen } = headline;
  const line = wrap(
    `${text}${verdict === 'block' || unseen.length === 0 ? '' : `; not seen: ${unseen.join(', ')}`}`,
    `${says} (${verdict}): `,
    '  ',
  );
  const mark = `${says} (${verdict})`;
  return [paint([COLOUR[verdict], 'bold'], mark) + line.slice(mark.length), wrap(why, 'why: ', '  ')].join(
    '\n',
  );
}

/** One of the four answers, with the one command that does it instead. */
function answerText({ optimize, verdict, why, remedy }: Answer, said: string, paint: Paint): string {
  const head = `  --optimize ${optimize.padEnd(21)}${CHANGES[optimize].padEnd(32)}`;
  const command = remedy === undefined ? undefined : mainCommand(remedy);
  return [
    `${head}${paint(COLOUR[verdict], SAYS[verdict])}`,
    ...(why === said ? [] : [wrap(why, '    why: ', '      ')]),
    ...(remedy === undefined ? [] : [wrap(remedy.title, '    what can: ', '      ')]),
    ...(command === undefined ? [] : [`  $ ${command}`]),
  ].join('\n');
}

/** The whole verdict; only the commands to copy may be wider than 80 columns. */
export function verdictText(report: Verdict, paint: Paint): string {
  const { findings, modules, graft = [], answers = [], remedies, goal } = report;
  const { stages, cheapChecks, model, skipped, headline } = report;
  const list = (items: readonly string[]) =>
    items.map((item, index) => wrap(item, `${index + 1}. `.padStart(5), '     '));
  // What the first lines say already is not said again.
  const told = findings.filter(
    (finding) =>
      finding.message !== headline.why &&
      `${finding.because}.` !== headline.why &&
      !(finding.severity === 'info' && sharedKindOf(finding)?.unverified === true),
  );
  return `${[
    headlineText(report, paint),
    ...section(
      'what can do it',
      remedies.map((way) => wayText(way, paint)),
      paint,
    ),
    ...section(
      goal === undefined
        ? 'this run against each target'
        : 'what shall it change? This run against each target',
      answers.map((answer) => answerText(answer, headline.why, paint)),
      paint,
    ),
    ...(model === undefined ? [] : ['', wrap(`${model.title} (${model.evidence})`, 'model: ', '  ')]),
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
      'findings',
      told.map((finding) => findingText(finding, remedies, paint)),
      paint,
    ),
    ...section('order of stages', list(stages), paint),
    ...section('before any training, look at', list(cheapChecks), paint),
    ...section(
      'not looked at',
      skipped.map(({ id, reason }) => wrap(`${id}: ${reason}`, '  ', '    ')),
      paint,
    ),
  ].join('\n')}\n`;
}
