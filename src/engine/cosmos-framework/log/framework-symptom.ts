/** A symptom that asks for what only cosmos-framework prints. */
import type { Symptom } from '../../torch/log/symptom.ts';
import type { FrameworkState } from './state.ts';

export type FrameworkSymptom = Symptom<FrameworkState>;
