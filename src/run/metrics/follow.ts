/** Feeds a collector from the engine's log and the entry script's events, line by line: live, or from kept files. */
import type { LogLine } from '../../engine/cosmos-rl/log/lines.ts';
import { splitLines } from '../../engine/cosmos-rl/log/lines.ts';
import { eventSign, signOf, stampOf } from '../../engine/cosmos-rl/log/signs.ts';
import { initialLogState, type LogState, observe } from '../../engine/cosmos-rl/log/state.ts';
import { type Collector, collectMetrics } from './collect.ts';
import type { Metric } from './metric.ts';

const COURSE = ['step', 'validation-loss', 'saving', 'checkpoint-saved', 'exported'] as const;

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

/** Takes one line of the log after `state` has taken it; `now` in milliseconds since 1970. */
export function followLog(collector: Collector, state: LogState, line: LogLine, now: number): void {
  for (const kind of COURSE) {
    const last = state.seen[kind]?.last;
    if (last?.line !== line.number || last.text !== line.text.slice(0, 2000)) continue;
    const sign = signOf(last.notice);
    if (sign !== undefined) collector.fromLog(sign, iso(now));
  }
  collector.inPhase(state.phase, iso(now));
}

/** Takes one line of the entry script's events; its own time counts where it has one. */
export function followEvent(collector: Collector, line: string, now: number): void {
  const event = eventSign(line);
  if (event === undefined) return;
  if (event.started === true) collector.scriptStarted();
  if (event.sign !== undefined)
    collector.fromScript(event.sign, iso(event.t === undefined ? now : event.t * 1000));
}

/**
 * The metrics of a run of which only log and events were kept. Times are those that the lines carry; a line without one has
 * that of the line before it.
 */
export function metricsOf(log: Buffer, events: string | undefined): readonly Metric[] {
  const collector = collectMetrics();
  for (const line of events?.split('\n') ?? []) followEvent(collector, line, 0);
  let state = initialLogState;
  let now = 0;
  const splitter = splitLines((line) => {
    state = observe(state, line);
    now = stampOf(line.text) ?? now;
    followLog(collector, state, line, now);
  });
  splitter.push(log);
  splitter.end();
  return collector.drain();
}
