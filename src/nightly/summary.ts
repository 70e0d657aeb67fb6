/** The night as Markdown, for a person in the morning. */
import type { NightRecord } from './night-record.ts';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A page of a few lines: how it ended, the attempts, the gate, what is next. */
export function summaryOf(night: NightRecord): string {
  const rows = night.attempts.map(({ run, outcome, exitCode, step, resumedFrom, reason }) =>
    [
      run ?? 'not started',
      `${outcome} (${exitCode})`,
      `${step?.last ?? '–'} of ${step?.planned ?? '?'}`,
      resumedFrom === undefined ? 'the base model' : `step ${resumedFrom.step} of ${resumedFrom.run}`,
      reason ?? '',
    ].map(cell),
  );
  const gate = (night.gate?.comparisons ?? []).map((row) =>
    [row.metric, `${row.value ?? '–'}`, `${row.lastGood ?? '–'}`, row.verdict].map(cell),
  );
  const table = (head: readonly string[], body: ReadonlyArray<readonly string[]>) =>
    [head, head.map(() => '---'), ...body].map((line) => `| ${line.join(' | ')} |`).join('\n');
  const parts = [
    `# ${night.series}: ${night.outcome} (exit ${night.exitCode})`,
    `${night.reason}.`,
    `Night ${night.night}, ${night.startedAt} to ${night.endedAt ?? 'now'}${night.deadline === undefined ? '' : `, deadline ${night.deadline.at}`}.`,
    `**${night.objective.text}**`,
    ...(rows.length === 0
      ? []
      : ['## Attempts', table(['run', 'outcome', 'step', 'started from', 'why'], rows)]),
    ...(night.gate === undefined ? [] : ['## Gate', `${night.gate.reason}.`]),
    ...(gate.length === 0 ? [] : [table(['metric', 'this run', 'last good', 'verdict'], gate)]),
    ...(night.lastGood === undefined ? [] : [`Last good: ${night.lastGood}.`]),
    ...(night.resumePoint === undefined
      ? []
      : [`The next night goes on from step ${night.resumePoint.step} of ${night.resumePoint.run}.`]),
    ...(night.notes.length === 0 ? [] : ['## Notes', night.notes.map((note) => `- ${note}`).join('\n')]),
  ];
  return `${parts.join('\n\n')}\n`;
}
