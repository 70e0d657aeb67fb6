/** Words that every object of JavaScript has are no words of ours: a table of names is asked for its own only. */
import { expect, test } from 'vitest';
import { consumerNamed } from '../../../src/objective/request/target.ts';
import { settingRequest } from '../../../src/plan/flags.ts';

test.each(['__proto__', 'constructor', 'toString', 'valueOf'])('%s', (word) => {
  expect(() => consumerNamed(word)).toThrow('--consumer takes');
  expect(() => settingRequest({ lora: `${word}=1`, overrides: [] })).toThrow('does not understand');
});
