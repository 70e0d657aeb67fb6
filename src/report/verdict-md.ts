/** The verdict as Markdown, to paste into an issue. */
import { commandsOf, type Way } from '../objective/remedies/way.ts';
import type { Verdict } from '../objective/verdict/verdict.ts';
import { fitText, sizeText, stateText } from './verdict-text.ts';

/** Text for one cell of a table. */
function cell(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replace(/[<>]/g, (one) => `&${one === '<' ? 'lt' : 'gt'};`)
    .replace(/\s+/g, ' ');
}

function remedyMarkdown(remedy: Way): string {
  return [
    `### ${remedy.title}`,
    '',
    `Trains ${remedy.trains}.`,
    '',
    '```sh',
    ...commandsOf(remedy),
    '```',
    '',
    `- data: ${remedy.data}`,
    `- hardware: ${remedy.hardware}`,
    ...remedy.notes.map((note) => `- ${note.replace(/[<>]/g, (one) => `\\${one}`)}`),
    `- source: ${remedy.source}`,
    '',
  ].join('\n');
}

/** Headline, table, findings, remedies. */
export function verdictMarkdown(report: Verdict): string {
  const {
    verdict,
    findings,
    modules,
    graft = [],
    answers = [],
    headline,
    remedies,
    stages,
    cheapChecks,
    model,
    skipped,
  } = report;
  const list = (title: string, items: readonly string[], mark: string) =>
    items.length === 0
      ? []
      : [
          `## ${title}`,
          '',
          ...items.map((item) => `${mark} ${item.replace(/[<>]/g, (one) => `\\${one}`)}`),
          '',
        ];
  const rows = modules.map(
    (module) =>
      `| \`${cell(module.name)}\` | ${cell(module.role)} | ${sizeText(module.parameters)} | ${stateText(module)} | ${cell(module.why)} | ${cell(module.remedy?.title ?? (module.state === 'trained' ? 'this run' : '-'))} |`,
  );
  return `${[
    `## ${headline.says[0]?.toUpperCase()}${headline.says.slice(1)} (${verdict})`,
    '',
    `${cell(headline.text)}${verdict === 'block' || headline.unseen.length === 0 ? '' : `; not seen: ${cell(headline.unseen.join(', '))}`}.`,
    '',
    `Why: ${cell(headline.why)}`,
    '',
    ...(model === undefined ? [] : [`Model: ${model.title} (${cell(model.evidence)}).`, '']),
    ...findings.flatMap(({ id, severity, message, because, help }) => [
      `- **${severity}** \`${id}\`: ${cell(message)}${because === undefined ? '' : ` Because: ${cell(because)}.`}${help === undefined ? '' : ` Help: ${cell(help)}`}`,
    ]),
    ...(findings.length === 0 ? [] : ['']),
    ...(rows.length === 0
      ? []
      : [
          '| module | role | parameters | trained by this run? | why | what can train it |',
          '|---|---|---|---|---|---|',
          ...rows,
          '',
        ]),
    ...(graft.length === 0
      ? []
      : [
          '| graft | this backbone | the consumer | fits? | why it matters |',
          '|---|---|---|---|---|',
          ...graft.map(
            (row) =>
              `| ${row.what} | ${cell(row.brain)} | ${cell(row.consumer)} | ${fitText(row)} | ${cell(row.why)} |`,
          ),
          '',
        ]),
    ...(remedies.length === 0 ? [] : ['## What can do it', '', ...remedies.map(remedyMarkdown)]),
    ...list('Order of stages', stages, '1.'),
    ...list('Before any training, look at', cheapChecks, '-'),
    ...(answers.length === 0
      ? []
      : [
          '| --optimize | verdict | why | what can |',
          '|---|---|---|---|',
          ...answers.map(
            ({ optimize, verdict: own, why, remedy }) =>
              `| ${optimize} | ${own} | ${cell(why)} | ${cell(remedy?.title ?? '-')} |`,
          ),
          '',
        ]),
    ...list(
      'Not looked at',
      skipped.map(({ id, reason }) => `${id}: ${reason}`),
      '-',
    ),
  ].join('\n')}`;
}
