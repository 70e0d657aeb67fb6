/** The verdict inside `sft`: what it adds to the findings before a launch, and what is printed when it refuses. */
import type { Engine } from '../engine/engine.ts';
import type { Objective } from '../engine/objective.ts';
import type { Report } from '../findings/finding.ts';
import type { Io } from '../io.ts';
import type { Verdict } from '../objective/verdict/verdict.ts';
import { judgeRun, type RequestFlags } from './assess-run.ts';
import type { Prepared } from './prepare.ts';

/** Judges a prepared run. Throws Failure 2 for an answer that is none. */
export function sftVerdict(
  prepared: Prepared,
  { engine, objective }: { readonly engine: Engine; readonly objective: Objective },
  options: RequestFlags & { readonly script?: string },
  io: Pick<Io, 'cwd' | 'env'>,
): { readonly verdict: Verdict; readonly report: Report } {
  const { optimize, consumer, goal, script } = options;
  const verdict = judgeRun(
    {
      config: prepared.config,
      origins: prepared.resolved.origins,
      engine,
      objective,
      ...(prepared.model.name === '' ? {} : { model: prepared.checkpoint }),
      ...(optimize === undefined ? {} : { optimize }),
      ...(consumer === undefined ? {} : { consumer }),
      ...(goal === undefined ? {} : { goal }),
      ...(script === undefined || script === 'none' ? {} : { script }),
    },
    io,
  );
  // What is only worth a note has been said by the rules and checks of the launch; a missing model too.
  const findings = verdict.findings.filter(({ severity }) => severity !== 'info');
  return { verdict, report: { findings, skipped: [] } };
}

/** The answer for an engine whose trainers are not known to the verdict: nothing was looked at, which is said. */
export function notJudged({ name }: { readonly name: string }): {
  readonly verdict: Verdict;
  readonly report: Report;
} {
  const reason = `what the trainers of ${name} can learn is not known here`;
  const verdict: Verdict = {
    verdict: 'warn',
    headline: { says: 'not verified', text: `the objective was not looked at`, why: reason, unseen: [] },
    findings: [],
    modules: [],
    remedies: [],
    stages: [],
    cheapChecks: [],
    skipped: [{ id: 'objective', reason }],
  };
  return { verdict, report: { findings: [], skipped: verdict.skipped } };
}
