/** Collects findings: the first few of a kind with their places, the rest as a number, so that memory stays flat. */

import type { SayingKind } from '../findings/finding.ts';
import { type Finding, type FindingKind, type Severity, type Skipped, stamp } from '../findings/finding.ts';
import { Files } from './files.ts';

/** How many findings of a kind are shown one by one. */
const SHOWN = 5;

/** What readers count as they come across it. */
type Counted = 'videos' | 'images' | 'labels';

/** Grows while readers read; `findings()` gives what was found. */
export class Notes {
  /** The files that are looked at. */
  readonly files: Files;
  readonly #counts: Record<Counted, number> = { videos: 0, images: 0, labels: 0 };
  readonly #answers = new Map<string, number>();
  readonly #shown = new Map<string, Finding[]>();
  readonly #more = new Map<string, { count: number; kind: FindingKind; severity: Severity }>();
  readonly #skipped = new Map<string, Skipped>();

  constructor(files: Files = new Files()) {
    this.files = files;
  }

  add<Data extends object>(kind: SayingKind<Data>, subject: string, data: Data): void {
    const words = kind.say(data, subject);
    const severity = words.severity ?? kind.severity;
    const group = `${kind.id} ${severity}`;
    const shown = this.#shown.get(group) ?? [];
    this.#shown.set(group, shown);
    if (shown.length < SHOWN) {
      shown.push(stamp(kind, { subject, ...words, data: data as Readonly<Record<string, unknown>> }));
      return;
    }
    const more = this.#more.get(group) ?? { count: 0, kind, severity };
    more.count += 1;
    this.#more.set(group, more);
  }

  /** Counts clips, pictures, and labels or conversations, sound or not. */
  count(what: Counted, number: number): void {
    this.#counts[what] += number;
  }

  get counts(): Readonly<Record<Counted, number>> {
    return { ...this.#counts };
  }

  /** Counts an answer, in a layout with few different ones. */
  tally(answer: string): void {
    this.#answers.set(answer, (this.#answers.get(answer) ?? 0) + 1);
  }

  /** How often each answer was counted, in the order of the answers. */
  get answers(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#answers].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Says that something was not looked at; the first reason for an id is kept. */
  skip(id: string, reason: string): void {
    if (!this.#skipped.has(id)) this.#skipped.set(id, { id, reason });
  }

  /** All findings, those of a kind together, in the order in which the kinds first appeared. */
  findings(subject: string): readonly Finding[] {
    return [...this.#shown].flatMap(([group, shown]) => {
      const more = this.#more.get(group);
      if (more === undefined) return shown;
      const message = `There are ${more.count} more of these: ${more.kind.summary}`;
      const rest = stamp(more.kind, {
        subject,
        severity: more.severity,
        message,
        data: { remaining: more.count },
      });
      return [...shown, rest];
    });
  }

  skipped(): readonly Skipped[] {
    return [...this.#skipped.values()];
  }
}
