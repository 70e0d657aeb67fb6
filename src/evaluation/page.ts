/** The page of an evaluation: numbers side by side, and the samples that changed most. */
import { escaped, factsHtml, section, tableHtml } from '../report/run-page/html.ts';
import { pageShell } from '../report/run-page/shell.ts';
import { type EvalResult, mostChanged, type SampleRow } from './result.ts';
import { countText, numberLines } from './words.ts';

/** What the page says beside the numbers. */
interface PageAbout {
  readonly name: string;
  readonly everything: boolean;
  readonly at: string;
}

const MOST_ROWS = 40;

const TONE: Readonly<Record<string, string>> = { better: 'good', worse: 'bad' };

function numbersHtml(result: EvalResult): string {
  const names = Object.keys(result.models);
  const two = names.length > 1;
  return tableHtml(
    ['', ...names, ...(two ? ['difference', ''] : [])],
    numberLines(result).map(({ metric, values, difference, verdict }) => [
      escaped(metric),
      ...values.map(escaped),
      ...(two ? [escaped(difference), `<b class="${TONE[verdict] ?? 'dim'}">${escaped(verdict)}</b>`] : []),
    ]),
  );
}

function rowHtml(row: SampleRow, names: readonly string[]): string {
  const change =
    row.change === undefined || row.change === 0
      ? ''
      : ` <b class="${row.change > 0 ? 'good' : 'bad'}">${row.change > 0 ? 'better' : 'worse'} by ${Math.abs(row.change).toFixed(2)}</b>`;
  const said = names.map(
    (name) => `<tr><th>${escaped(name)}</th><td><pre>${escaped(row.answers[name] ?? '')}</pre></td></tr>`,
  );
  return `<details open><summary><code>${escaped(row.id)}</code>${change}</summary>
<p>${escaped(row.question)}</p>${row.media.map((path) => `<p class="dim"><code>${escaped(path)}</code></p>`).join('')}
<div class="wide"><table><tbody><tr><th>label</th><td><pre>${escaped(row.label)}</pre></td></tr>
${said.join('\n')}</tbody></table></div></details>`;
}

/** What the numbers say, in one sentence. */
export function verdictSentence(result: EvalResult): string {
  const lines = numberLines(result).filter(({ metric }) => !metric.startsWith('field '));
  const count = (verdict: string) => lines.filter((line) => line.verdict === verdict).length;
  if (Object.keys(result.models).length < 2) return `Asked about ${result.samples} samples.`;
  const [better, worse] = [count('better'), count('worse')];
  if (better > 0 && worse === 0) return 'The tuned model is better than its base.';
  if (worse > 0 && better === 0) return 'The tuned model is worse than its base.';
  return better + worse === 0
    ? 'No difference between the tuned model and its base is shown by these samples.'
    : 'The tuned model is better in some numbers and worse in others.';
}

/** A self-contained page. */
export function evaluationPage(result: EvalResult, about: PageAbout): string {
  const names = Object.keys(result.models);
  const rows = names.length > 1 ? mostChanged(result.rows, MOST_ROWS) : result.rows.slice(0, MOST_ROWS);
  const facts = factsHtml([
    ['samples', escaped(countText(result, about.everything))],
    ['at', escaped(about.at)],
    ...names.map((name) => [name, `<code>${escaped(result.models[name]?.path ?? '')}</code>`] as const),
  ]);
  const title = names.length > 1 ? 'Samples that changed most' : 'Samples';
  const none = names.length > 1 && rows.length === 0 ? '<p>No answer changed.</p>' : '';
  const main = [
    `<h1>${escaped(about.name)}</h1><p class="answer">${escaped(verdictSentence(result))}</p>`,
    facts,
    section(
      'Numbers',
      `${numbersHtml(result)}<p class="dim">In brackets: what 95 % of 1000 resamples of these samples give; both models are resampled together.</p>`,
      'numbers',
    ),
    section(title, `${none}${rows.map((row) => rowHtml(row, names)).join('\n')}`, 'samples'),
  ];
  return pageShell(`${about.name}: evaluation`, main.join('\n'));
}
