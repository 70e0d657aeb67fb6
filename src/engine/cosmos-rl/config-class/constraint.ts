/** The few bounds that pydantic itself enforces (`Field(gt=, ge=, min_length=)`). */
import type { Node } from '../schema/raw.ts';
import type { EngineValue } from './answer.ts';

/** pydantic's error type and what was wanted, if `value` breaks a bound of `node`. */
export function constraintOf(
  node: Node,
  value: EngineValue,
): readonly [type: string, wants: string] | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') {
    if (node.minimum !== undefined && !(Number(value) >= node.minimum))
      return ['greater_than_equal', `at least ${node.minimum}`];
    if (node.exclusiveMinimum !== undefined && !(Number(value) > node.exclusiveMinimum))
      return ['greater_than', `above ${node.exclusiveMinimum}`];
  }
  if (typeof value === 'string' && node.minLength !== undefined && [...value].length < node.minLength)
    return ['string_too_short', 'a text that is not empty'];
  return undefined;
}
