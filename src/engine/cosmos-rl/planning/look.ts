/** What cosmos-rl would do with a file as it stands: what `check` says of it. */
import { getValue, type TomlTable } from '../../../config/value.ts';
import { stamp } from '../../../findings/finding.ts';
import { spokenOf } from '../../findings/engine-stands-in.ts';
import type { Look, LookContext } from '../../planning.ts';
import { decide } from '../config-class/decision.ts';
import { foreignDraft, foreignEngine } from '../foreign/detect.ts';
import { otherEngineConfig, wfmConfig } from '../foreign/findings.ts';
import { engineOfFile, trainerFindings } from '../foreign/whose.ts';
import { gpusNeeded } from '../placement.ts';
import { missingResume } from '../resume.ts';
import { ConfigView, runRules } from '../rule.ts';
import { RULES } from '../rules/index.ts';
import { scheduleOf } from '../schedule.ts';
import { schemaOf } from '../schema/schema.ts';
import { type CosmosRl, engineLike, NEWEST } from '../versions.ts';

/** Looks at it for `given`, else for the version whose settings it uses; another program's file is told and not looked at. */
export function look(given: CosmosRl | undefined, config: TomlTable, context: LookContext): Look {
  const newest = decide(config, { known: NEWEST });
  const planned = { gpus: gpusNeeded(config) };
  const foreign = foreignEngine(config, newest.dropped);
  if (foreign !== undefined) {
    const engine = given ?? engineLike(NEWEST, NEWEST);
    const { accepts, dropped } = engine.known === NEWEST ? newest : decide(config, engine);
    const origin = context.origins.get(foreign.keys[0] ?? '');
    const draft = foreignDraft(context.file, foreign);
    const kind = foreign.ours ? wfmConfig : otherEngineConfig;
    const findings = [stamp(kind, { ...draft, ...(origin === undefined ? {} : { origin }) })];
    return { engine, accepts, dropped, planned, foreign: true, findings, skipped: [], notes: [] };
  }
  const { engine, findings: guessed } = engineOfFile(config, given, newest);
  const { accepts, dropped, ...decision } = engine.known === NEWEST ? newest : decide(config, engine);
  const { cwd, env: _, file: __, ...known } = context;
  const schedule = known.samples === undefined ? undefined : scheduleOf(config, engine, known.samples);
  const steps = schedule === undefined || 'skipped' in schedule ? undefined : schedule.total;
  const resume = missingResume(getValue(config, ['train', 'resume']), cwd);
  const view = new ConfigView(config, {
    ...known,
    engine: spokenOf(engine),
    schema: schemaOf(engine.known),
    ...(steps === undefined ? {} : { plannedSteps: steps }),
    ...(resume === undefined ? {} : { resume }),
  });
  return {
    engine,
    accepts,
    dropped,
    planned: { ...planned, ...(steps === undefined ? {} : { steps }) },
    ...runRules(RULES, view),
    notes: [
      ...trainerFindings(config, { accepts, dropped, ...decision }, context.origins, spokenOf(engine)),
      ...guessed,
    ],
    ...(decision.effective === undefined ? {} : { effective: decision.effective }),
  };
}
