/** The table of the verdict: the modules of a checkpoint, and whether a run trains each. */
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { primaryFamily } from '../../checkpoint/family/family.ts';
import type {
  Fate,
  Module,
  Parameter,
  ParameterNames,
  Parameters,
  Reach,
  Role,
  RunObjective,
  Trained,
} from '../../engine/objective.ts';
import { plural } from '../../findings/amounts.ts';
import { modelSignsOf } from './model-signs.ts';
import { parametersOf } from './parameters.ts';

function sum(parameters: readonly Parameter[]): number | undefined {
  let total = 0;
  for (const { elements } of parameters) {
    if (elements === undefined) return undefined;
    total += elements;
  }
  return total;
}

/** What is said of a module whose parameters have these fates. */
function stateOf(
  parameters: readonly Parameter[],
  fates: ReadonlyMap<string, Fate>,
  reached: string,
): Pick<Module, 'state' | 'why'> {
  const own = parameters.map(({ name }) => fates.get(name)).filter((fate) => fate !== undefined);
  const trained = own.filter((fate) => fate.trained);
  const adapted = own.filter((fate) => fate.adapted);
  const frozenBy = [...new Set(own.filter((fate) => !fate.trained && !fate.adapted).map(({ by }) => by))];
  const beside = frozenBy.length === 0 ? '' : `; the rest is frozen: ${frozenBy.slice(0, 2).join(', ')}`;
  if (adapted.length > 0) {
    const layers = `LoRA on ${plural(adapted.length, 'linear layer')}`;
    return {
      state: 'trained',
      why:
        trained.length === 0 ? `${layers}, by ${reached}` : `${layers} and ${trained.length} whole tensors`,
    };
  }
  if (trained.length === 0) return { state: 'frozen', why: frozenBy.slice(0, 2).join(', ') };
  if (trained.length === own.length) return { state: 'trained', why: reached };
  return { state: 'trained', why: `${trained.length} of ${own.length} tensors, by ${reached}${beside}` };
}

function rowOf(
  name: string,
  role: Role,
  parameters: readonly Parameter[],
  reach: Reach,
  fates: ReadonlyMap<string, Fate>,
): Module {
  const count = sum(parameters);
  const trained = sum(parameters.filter((one) => fates.get(one.name)?.trained === true));
  const size = count === undefined ? {} : { parameters: count };
  if (reach.reach !== 'reached')
    return { name, role, ...size, state: reach.reach === 'idle' ? 'frozen' : 'unreachable', why: reach.why };
  return {
    name,
    role,
    ...size,
    ...(trained === undefined ? {} : { trained }),
    ...stateOf(parameters, fates, reach.why),
  };
}

/** Rows for what a person may look for in vain. */
function absent(rows: readonly Module[], checkpoint: Checkpoint, told: string): readonly Module[] {
  const family = primaryFamily(checkpoint.families);
  const of = family === undefined ? 'the checkpoint' : `${family.title} (${family.evidence})`;
  const lacks = (roles: readonly Role[]) => !rows.some(({ role }) => roles.includes(role));
  const why = rows.length > 0 ? `there is none in ${told}` : `${of} has none`;
  const decoder: Module = { name: 'trajectory decoder', role: 'trajectory decoder', state: 'absent', why };
  const video: Module = {
    name: 'diffusion transformer',
    role: 'diffusion transformer',
    state: 'absent',
    why,
  };
  return [
    ...(lacks(['trajectory decoder', 'action head']) ? [decoder] : []),
    ...(lacks(['diffusion transformer']) ? [video] : []),
  ];
}

/** Families whose inside is known without any file: what their rows would be, for a table that is not empty. */
const INSIDE: Readonly<Partial<Record<string, ReadonlyArray<readonly [string, Role]>>>> = {
  alpamayo: [
    ['vlm', 'language model'],
    ['expert, action_in_proj, action_out_proj', 'trajectory decoder'],
  ],
  'expert-export': [['model', 'trajectory decoder']],
  action: [
    ['backbone', 'language model'],
    ['action head', 'action head'],
  ],
  omni: [
    ['reasoner', 'language model'],
    ['generator', 'diffusion transformer'],
    ['action heads', 'action head'],
  ],
  diffusion: [
    ['transformer', 'diffusion transformer'],
    ['vae', 'autoencoder'],
    ['text_encoder', 'text encoder'],
  ],
  'world-model': [['transformer', 'diffusion transformer']],
  token: [['model', 'language model']],
};

function byFamily(checkpoint: Checkpoint, decide: (role: Role) => Reach): readonly Module[] {
  const family = primaryFamily(checkpoint.families);
  return (family === undefined ? [] : (INSIDE[family.kind] ?? [])).map(([name, role]) => {
    const { reach, why } = decide(role);
    const state = reach === 'reached' ? 'trained' : reach === 'idle' ? 'frozen' : 'unreachable';
    return { name, role, state, why };
  });
}

/** Of one model, many configs of a folder say the same. */
const judged = new WeakMap<Checkpoint, Map<string, Trained>>();

/** The modules with their state, and the matches of the run's patterns. */
export function trainedBy(checkpoint: Checkpoint, run: RunObjective): Trained {
  const ofModel = judged.get(checkpoint) ?? new Map<string, Trained>();
  judged.set(checkpoint, ofModel);
  const found = ofModel.get(run.key) ?? judge(checkpoint, run);
  if (ofModel.size < MOST_RUNS) ofModel.set(run.key, found);
  return found;
}

const MOST_RUNS = 64;

const told = new WeakMap<Checkpoint, Map<string, Parameters | undefined>>();

function parametersFor(checkpoint: Checkpoint, names: ParameterNames): Parameters | undefined {
  const ofModel = told.get(checkpoint) ?? new Map<string, Parameters | undefined>();
  told.set(checkpoint, ofModel);
  if (!ofModel.has(names.id)) ofModel.set(names.id, parametersOf(checkpoint, names));
  return ofModel.get(names.id);
}

function judge(checkpoint: Checkpoint, run: RunObjective): Trained {
  const decide = run.reach(modelSignsOf(checkpoint));
  const parameters = parametersFor(checkpoint, run.names);
  if (parameters === undefined) {
    const rows = byFamily(checkpoint, decide);
    return {
      modules: [
        ...rows,
        ...absent([], checkpoint, 'the parts').filter((one) => !rows.some(({ role }) => role === one.role)),
      ],
      matches: [],
    };
  }
  const { fates, matches } = run.select(parameters.list);
  const groups = new Map<string, Parameter[]>();
  for (const one of parameters.list) {
    const group = groups.get(one.module);
    if (group === undefined) groups.set(one.module, [one]);
    else group.push(one);
  }
  const rows = [...groups].map(([name, group]) => {
    const role = group[0]?.role ?? 'other';
    return rowOf(name, role, group, decide(role), fates);
  });
  return { modules: [...rows, ...absent(rows, checkpoint, parameters.evidence)], matches, parameters };
}

/** The rows alone. */
export function modulesOf(checkpoint: Checkpoint, run: RunObjective): readonly Module[] {
  return trainedBy(checkpoint, run).modules;
}
