/** How the toy is read, stopped and judged. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Ending, Launched, LogText, Observed, Runtime } from '../../src/engine/engine.ts';
import type { RunEvent, RunView } from '../../src/engine/events.ts';
import { NOTHING_SAID } from '../../src/engine/events.ts';
import { OUTCOMES, type Outcome } from '../../src/findings/outcome.ts';

function splitter(emit: (line: LogText) => void) {
  let rest = '';
  let number = 0;
  return {
    push(bytes: Buffer) {
      const lines = (rest + bytes.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) emit({ number: ++number, text });
    },
    end: () => {},
  };
}

function outcomeOf(view: RunView, launched: Launched, observed: Observed): Outcome {
  const made = existsSync(join(launched.outputDir, 'models', String(view.step), 'model'));
  if (view.phase === 'ended' && view.step === view.total) return made ? 'succeeded' : 'unverified';
  if (observed.stalled !== undefined) return 'stalled';
  // Its own word for every stop is one and the same: whoever asked decides how it is called.
  if (observed.stop !== undefined) return 'interrupted';
  return observed.engineExit === null ? 'running' : 'failed';
}

function conclude(view: RunView, launched: Launched, observed: Observed): Ending {
  const outcome = outcomeOf(view, launched, observed);
  const planned = view.total ?? launched.plannedSteps;
  return {
    outcome,
    exitCode: OUTCOMES[outcome],
    step: { ...(view.step > 0 ? { last: view.step } : {}), ...(planned === undefined ? {} : { planned }) },
    findings: [],
  };
}

function viewAfter(view: RunView, line: LogText, tell: (event: RunEvent) => void): RunView {
  const next = { ...view, lines: line.number };
  const made = /^toy made (\d+) of (\d+), loss ([\d.]+)/.exec(line.text);
  if (made !== null) {
    const [step, total, loss] = made.slice(1).map(Number) as [number, number, number];
    if (view.phase !== 'training') tell({ kind: 'phase', phase: 'training', from: 'log' });
    tell({ kind: 'step', step, total, loss, from: 'log' });
    return { ...next, phase: 'training', step, total, loss, progressKey: line.text };
  }
  if (line.text === 'toy is done') return { ...next, phase: 'ended', progressKey: 'ended' };
  return next;
}

export const RUNTIME: Runtime = {
  follow(tell = () => {}) {
    let view = NOTHING_SAID;
    const lines = splitter((line) => {
      view = viewAfter(view, line, tell);
    });
    return {
      log: lines.push,
      events: () => {},
      finish: () => {},
      get view() {
        return view;
      },
      leftovers: [],
      conclude: (launched, observed) => conclude(view, launched, observed),
    };
  },
  readLines: splitter,
  async askForCheckpoint(_, __, where) {
    const asked = await where.signalWorkers('SIGUSR2', ({ command }) => command.includes('toy-train'));
    return asked === 0 ? 'none' : 'SIGUSR2';
  },
  nothingToSave: () => undefined,
  isStray: () => false,
  disowned: async () => false,
};
