/** A symptom that asks for more than any log of torch tells: for what only cosmos-rl prints. */
import type { Symptom } from '../../torch/log/symptom.ts';
import type { LoadedConfig } from './line-event.ts';
import type { LogState } from './state.ts';

export type OwnSymptom = Symptom<LogState, LoadedConfig>;
