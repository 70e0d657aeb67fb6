/** `explain WORD`: the documentation of a finding, an exit code or a topic. */

import { CATALOGUE, kindOf, pageOf } from '../catalogue.ts';
import { EXIT_CODES, ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { FindingKind } from '../findings/finding.ts';
import { nearest } from '../findings/nearest.ts';
import type { Io } from '../io.ts';
import { jsonAnswer, jsonText } from '../json/text.ts';
import { type Paint, painter } from '../report/style.ts';
import { codeOfKind, type ExplainedCode, explainedCode } from './explain/codes.ts';
import { TOPICS, type Topic, topicNamed } from './explain/topics.ts';

/** Everything that `explain` knows by a word, for lists. */
export function explained(): ReadonlyArray<{ readonly text: string; readonly about: string }> {
  return [
    ...CATALOGUE.map(({ id, summary }) => ({ text: id, about: summary })),
    ...TOPICS.map(({ name, summary }) => ({ text: name, about: summary })),
    ...EXIT_CODES.map(([code, meaning]) => ({ text: String(code), about: meaning })),
  ];
}

/** Prints one word's documentation, or all there are with their summaries. */
export function explain(word: string | undefined, options: { readonly json?: boolean }, io: Io): ExitCode {
  const paint = painter(io, io.stdout);
  if (word === undefined) {
    io.stdout.write(options.json === true ? jsonText(everything()) : everythingText(paint));
    return ExitCode.ok;
  }
  const kind = kindOf(word);
  const code = /^\d+$/.test(word) ? explainedCode(Number(word)) : undefined;
  const topic = topicNamed(word);
  if (kind !== undefined)
    io.stdout.write(options.json === true ? jsonText(findingJson(kind)) : findingPage(kind, paint));
  else if (code !== undefined)
    io.stdout.write(options.json === true ? jsonAnswer(code) : codePage(code, paint));
  else if (topic !== undefined)
    io.stdout.write(options.json === true ? jsonAnswer({ ...topicJson(topic) }) : topicPage(topic, paint));
  else throw unknown(word);
  return ExitCode.ok;
}

function unknown(word: string): Failure {
  const near = nearest(
    word,
    explained().map(({ text }) => text),
  );
  return new Failure(
    ExitCode.usage,
    `there is no finding, exit code or topic \`${word}\``,
    near === undefined ? 'see `cookbook-run explain`' : `did you mean \`${near}\`?`,
  );
}

function summaryOf(kind: FindingKind) {
  const { id, severity, summary, category, enforcedBy } = kind;
  return {
    id,
    severity,
    summary,
    category,
    exitCode: codeOfKind(kind),
    ...(enforcedBy === undefined ? {} : { enforcedBy }),
  };
}

function findingJson(kind: FindingKind) {
  return { schemaVersion: 1, ...summaryOf(kind), docs: pageOf(kind) };
}

function topicJson({ name, words, summary, text, type, findings, page }: Topic) {
  return { topic: name, words, summary, text, commands: type, findings, page: `docs/${page}` };
}

function everything() {
  return {
    schemaVersion: 1,
    findings: CATALOGUE.map((kind) => ({ ...summaryOf(kind), fix: pageOf(kind).fix })),
    topics: TOPICS.map(topicJson),
    exitCodes: EXIT_CODES.map(([code, meaning]) => ({ code, meaning })),
  };
}

function everythingText(paint: Paint): string {
  const width = Math.max(...CATALOGUE.map(({ id }) => id.length));
  return [
    paint('bold', 'Topics'),
    ...TOPICS.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}`),
    '',
    paint('bold', 'Exit codes'),
    ...EXIT_CODES.map(([code, meaning]) => `${String(code).padEnd(width)}  ${meaning}`),
    '',
    paint('bold', 'Findings'),
    ...CATALOGUE.map(({ id, severity, summary }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${summary}`),
    '',
  ].join('\n');
}

function findingPage(kind: FindingKind, paint: Paint): string {
  const { id, severity, summary, enforcedBy } = kind;
  const docs = pageOf(kind);
  const parts = [
    `${paint('bold', id)} (${severity}): ${summary}`,
    docs.what,
    `Why: ${docs.why}`,
    `Fix: ${docs.fix}`,
    ...(enforcedBy === undefined
      ? []
      : [
          `Enforced by: ${enforcedBy === 'engine' ? 'the engine rejects it too' : 'nobody else: the engine accepts it'}`,
        ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function codePage({ code, meaning, outcomes, next, findings }: ExplainedCode, paint: Paint): string {
  const parts = [
    `${paint('bold', `exit code ${code}`)}: ${meaning}`,
    ...(outcomes.length === 0 ? [] : [`Outcomes of a run that end with it: ${outcomes.join(', ')}`]),
    `Next: ${next}`,
    ...(findings.length === 0
      ? []
      : [`Findings that end with it:\n${findings.map((id) => `  ${id}`).join('\n')}`]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function topicPage({ name, summary, text, type, findings, page }: Topic, paint: Paint): string {
  const parts = [
    `${paint('bold', name)}: ${summary}`,
    ...text,
    `Type:\n${type.map((line) => `  ${line}`).join('\n')}`,
    ...(findings.length === 0 ? [] : [`Findings about it: ${findings.join(', ')}`]),
    `More: docs/${page}`,
  ];
  return `${parts.join('\n\n')}\n`;
}
