import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FRAMEWORK_OWN_SYMPTOMS } from '../../../src/engine/cosmos-framework/log/symptoms/index.ts';
import { classify } from '../../../src/engine/cosmos-rl/ending/classify.ts';
import { OWN_ENDINGS } from '../../../src/engine/cosmos-rl/ending/kinds.ts';
import { SYMPTOMS } from '../../../src/engine/cosmos-rl/log/symptoms/index.ts';
import { ENDING_KINDS } from '../../../src/engine/torch/ending/kinds.ts';
import { OUTCOMES } from '../../../src/findings/outcome.ts';
import { stateOf } from '../log/reading.ts';
import { SYMPTOM_CASES } from './symptom-cases.ts';

describe('symptoms', () => {
  it('every symptom has a log that shows it and one that does not, and nothing else has', () => {
    expect(Object.keys(SYMPTOM_CASES).sort()).toEqual(SYMPTOMS.map(({ id }) => id).sort());
  });

  it('docs/diagnose.md names each with its exit code, and no other', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../docs/diagnose.md'), 'utf8');
    const rows = [...text.matchAll(/^\| ([\w-]+) \| (\d+) \| `([\w-]+)` \|/gm)].map(
      ([, outcome, code, id]) => `${id} ${outcome} ${code}`,
    );
    const kinds = [...SYMPTOMS, ...FRAMEWORK_OWN_SYMPTOMS]
      .filter(({ aside }) => aside !== true)
      .map(
        ({ id, outcome, category }) => `${id} ${outcome} ${category === 'token' ? 77 : OUTCOMES[outcome]}`,
      );
    expect(rows.sort()).toEqual(kinds.sort());
  });

  it('ids are unique kebab-case, and outcomes are outcomes', () => {
    const ids = [...SYMPTOMS, ...ENDING_KINDS, ...OWN_ENDINGS].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    for (const { outcome } of SYMPTOMS) expect(OUTCOMES).toHaveProperty(outcome);
  });

  it.each(SYMPTOMS.map((symptom) => [symptom.id, symptom] as const))('%s', (id, symptom) => {
    const cases = SYMPTOM_CASES[id];
    if (cases === undefined) throw new Error(`no case for ${id}`);
    const ending = classify({ log: stateOf(cases.shows) });
    const found = ending.findings.find((finding) => finding.id === id);
    expect(found?.message).toMatch(/^\S.*\.$/s);
    expect(found?.because).toBeTruthy();
    if (symptom.aside !== true) {
      expect(ending.findings[0]?.id).toBe(id);
      expect(ending.outcome).toBe(symptom.outcome);
      expect(ending.exitCode).toBe(symptom.category === 'token' ? 77 : OUTCOMES[symptom.outcome]);
      expect(found?.help).toBeTruthy();
    }
    const other = classify({ log: stateOf(cases.not) });
    expect(other.findings.map((finding) => finding.id)).not.toContain(id);
  });
});
