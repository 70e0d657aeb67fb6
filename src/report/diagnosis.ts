/** What a log came to, as text. */
import type { Ending } from '../engine/engine.ts';
import type { Outcome } from '../findings/outcome.ts';
import { plain } from '../plain.ts';
import type { Paint } from './style.ts';

const TONES: Readonly<Partial<Record<Outcome, 'green' | 'yellow'>>> = {
  succeeded: 'green',
  running: 'green',
  unverified: 'yellow',
  interrupted: 'yellow',
  terminated: 'yellow',
};

/** The answer as prose: headline, rank, window, because, remedy, where the evidence lies. */
export function diagnosisText(ending: Ending, evidence: string, paint: Paint): string {
  const { last, planned } = ending.step;
  const steps =
    last === undefined && planned === undefined ? '' : `, step ${last ?? '?'} of ${planned ?? '?'}`;
  const tone = TONES[ending.outcome] ?? 'red';
  const [cause, ...rest] = ending.findings;
  const lines = [`${paint(tone, ending.outcome)}${steps}${cause === undefined ? '' : `: ${cause.message}`}`];
  if (ending.rank !== undefined) lines.push('', `First failing rank: ${ending.rank}`);
  if (ending.window !== undefined) {
    const at = cause?.data.line;
    const width = String(ending.window.to).length;
    lines.push('', `${evidence}:${ending.window.from}-${ending.window.to}`);
    for (const line of ending.window.lines) {
      const rank = line.rank === undefined ? '' : `[rank${line.rank}] `;
      const text = `${line.number === at ? '>' : ' '} ${String(line.number).padStart(width)}  ${rank}${plain(line.text)}`;
      lines.push(line.number === at ? paint('bold', text) : paint('dim', text));
    }
  }
  if (cause?.because !== undefined) lines.push('', `because  ${cause.because}`);
  if (cause?.help !== undefined) lines.push(`remedy   ${cause.help}`);
  for (const finding of rest)
    lines.push(
      '',
      `${finding.severity}  ${finding.message}`,
      ...(finding.help === undefined ? [] : [`         ${finding.help}`]),
    );
  const line = typeof cause?.data.line === 'number' ? `, line ${cause.data.line}` : '';
  lines.push(
    '',
    `evidence ${evidence}${line}${cause === undefined ? '' : `; more: cookbook-run explain ${cause.id}`}`,
  );
  return `${lines.join('\n')}\n`;
}
