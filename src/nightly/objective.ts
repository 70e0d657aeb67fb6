/** What a run of a series trains and what it does not, for every record: nobody shall take a nightly for a driving fix. */

/** The verdict of the objective as records hold it. */
export interface ObjectiveNote {
  readonly scope: 'brain-only';
  /** What `sft` judged of this very run: is what was asked for inside of what its loss can optimise? */
  readonly verdict?: 'allow' | 'warn' | 'block';
  readonly trained: string;
  readonly notTrained: readonly string[];
  readonly text: string;
}

/** Reason SFT optimises next-token cross-entropy on text and nothing else (sft_trainer.py, async_safe_ce, 0.4.4 and 0.4.7). */
export function objectiveNote(lora: boolean, verdict?: ObjectiveNote['verdict']): ObjectiveNote {
  const trained = lora
    ? 'LoRA adapters of the reasoning model, on text'
    : 'the weights of the reasoning model, on text';
  return {
    scope: 'brain-only',
    ...(verdict === undefined ? {} : { verdict }),
    trained,
    notTrained: ['trajectory decoder', 'action expert', 'video diffusion model'],
    // True of a night that trained nothing, too.
    text: `Brain-only: a Reason SFT run of this series trains ${trained}. It does not train a trajectory decoder, an action expert or a video diffusion model: what it drives like is not changed by it.`,
  };
}
