/** The order in which findings are told. */
import { expect, test } from 'vitest';
import { bySeverity, type Finding, type Severity } from '../../../src/findings/finding.ts';

const finding = (id: string, severity: Severity) =>
  ({ id, severity, subject: '', message: '', data: {} }) as Finding;

test('errors, then warnings, then notes; within each as they came', () => {
  const given = [
    finding('i1', 'info'),
    finding('w1', 'warning'),
    finding('e1', 'error'),
    finding('i2', 'info'),
    finding('e2', 'error'),
    finding('w2', 'warning'),
  ];
  expect(bySeverity(given).map((one) => one.id)).toEqual(['e1', 'e2', 'w1', 'w2', 'i1', 'i2']);
  expect(bySeverity([finding('i', 'info'), finding('w', 'warning')]).map((one) => one.id)).toEqual([
    'w',
    'i',
  ]);
});
