/** Which parameters a run trains, in the order in which the engine applies its settings. */
import type { Fate, Match, Parameter, Selection } from '../../objective.ts';
import type { TrainedRun } from './run.ts';

/** `re.search` of Python: what differs in the syntax that people use is rewritten, the rest is not tried. */
function pythonPattern(pattern: string): RegExp | undefined {
  const flags = /^\(\?([aimsux]+)\)/.exec(pattern);
  if (flags?.[1]?.includes('x') === true) return undefined;
  const body = pattern
    .slice(flags?.[0].length ?? 0)
    .replace(/\(\?P</g, '(?<')
    .replace(/\\A/g, '^')
    .replace(/\\Z/g, '$');
  try {
    return new RegExp(body, [...(flags?.[1] ?? '')].filter((flag) => 'ims'.includes(flag)).join(''));
  } catch {
    return undefined;
  }
}

/** Substring of the module's name (policy/lora/plugin.py: _name_matches, 0.4.7). */
function hit(name: string, needles: readonly string[]): string | undefined {
  return needles.find((needle) => needle !== '' && name.includes(needle));
}

const moduleOf = (name: string) => name.replace(/\.(weight|bias)$/, '');

type Fates = Map<string, Fate>;

/** policy/lora/plugin.py: inject_lora_adapters, mark_only_lora_as_trainable (0.4.7). */
function applyLora(
  parameters: readonly Parameter[],
  lora: NonNullable<TrainedRun['lora']>,
  fates: Fates,
): readonly Match[] {
  const counts = new Map<string, number>();
  const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { name, linear } of parameters) {
    const module = moduleOf(name);
    const saved = lora.save.filter((needle) => needle !== '' && module.includes(needle));
    for (const needle of saved) count(`save ${needle}`);
    if (saved.length > 0) {
      fates.set(name, { trained: true, adapted: false, by: 'policy.lora.modules_to_save' });
      continue;
    }
    const head = /(^|\.)lm_head$/.test(module);
    const meets = lora.all ? !head && linear : linear && hit(module, lora.targets) !== undefined;
    if (linear)
      for (const needle of lora.targets)
        if (needle !== '' && module.includes(needle)) count(`target ${needle}`);
    fates.set(name, {
      trained: false,
      adapted: meets,
      by: meets ? 'policy.lora' : 'policy.lora freezes the rest',
    });
  }
  const entries = (key: string, kind: string, list: readonly string[]): readonly Match[] =>
    list.map((entry) => ({ key, entry, count: counts.get(`${kind} ${entry}`) ?? 0 }));
  return [
    ...entries('policy.lora.target_modules', 'target', lora.targets),
    ...entries('policy.lora.modules_to_save', 'save', lora.save),
  ];
}

/** Sets fates by patterns; `others` is the fate of what no pattern meets, `undefined` leaves it (policy/model/base.py, 0.4.7). */
function applyPatterns(
  key: string,
  patterns: readonly string[],
  fates: Fates,
  trained: boolean,
  others: boolean | undefined,
): readonly Match[] {
  const tried = patterns.filter((one) => one !== '').map((entry) => ({ entry, regex: pythonPattern(entry) }));
  const counts = new Map<string, number>();
  const decide = (name: string) => {
    const first = tried.find(({ regex }) => regex?.test(name));
    if (first !== undefined) counts.set(first.entry, (counts.get(first.entry) ?? 0) + 1);
    return first;
  };
  for (const [name, fate] of fates) {
    const own = decide(name);
    // The adapter's parameters have names of their own, below the layer's: <layer>.lora_A.weight.
    const adapter = fate.adapted ? decide(`${moduleOf(name)}.lora_A.weight`) : undefined;
    if (own !== undefined) fates.set(name, { ...fate, trained, by: `${key} \`${own.entry}\`` });
    else if (others !== undefined)
      fates.set(name, { ...fate, trained: others, by: `${key} does not match it` });
    const now = fates.get(name) ?? fate;
    if (fate.adapted) {
      const keeps = adapter === undefined ? (others ?? true) : trained;
      fates.set(name, { ...now, adapted: keeps });
    }
  }
  return tried.map(({ entry, regex }) => ({
    key,
    entry,
    count: counts.get(entry) ?? 0,
    ...(regex === undefined ? { unreadable: 'it is not a regular expression that can be tried here' } : {}),
  }));
}

/** A parameter's own name, or a module above it (policy/model/base.py: apply_trainable, 0.4.7). */
function applyMap(map: Readonly<Record<string, boolean>>, fates: Fates): readonly Match[] {
  return Object.entries(map).map(([entry, flag]) => {
    let count = 0;
    for (const [name, fate] of fates) {
      if (name !== entry && !name.startsWith(`${entry}.`)) continue;
      count += 1;
      const adapted = fate.adapted && flag;
      fates.set(name, { trained: flag, adapted, by: `policy.trainable_map.${entry}` });
    }
    return { key: 'policy.trainable_map', entry, count };
  });
}

/** LoRA, then the trainable pattern, the map, the freeze pattern: the order of policy/model/base.py:640-675 (0.4.7). */
export function select(parameters: readonly Parameter[], run: TrainedRun): Selection {
  const fates: Fates = new Map(
    parameters.map(({ name }) => [name, { trained: true, adapted: false, by: 'nothing freezes it' }]),
  );
  const matches: Match[] = [];
  if (run.lora !== undefined) matches.push(...applyLora(parameters, run.lora, fates));
  if (run.trainablePattern !== undefined)
    matches.push(...applyPatterns('policy.trainable_pattern', run.trainablePattern, fates, true, false));
  if (run.trainableMap !== undefined) matches.push(...applyMap(run.trainableMap, fates));
  if (run.freezePattern !== undefined)
    matches.push(...applyPatterns('policy.freeze_pattern', run.freezePattern, fates, false, undefined));
  for (const entry of run.learningRates) {
    const count = parameters.filter(({ name }) => name.startsWith(`${entry}.`)).length;
    matches.push({ key: 'train.optm_lr', entry, count });
  }
  return { fates, matches };
}
