/** The config as the version gets it, and its steps, which a version without fractional warm-ups needs in its config. */
import type { ResolvedConfig } from '../../../config/layers.ts';
import type { Rendered } from '../../planning.ts';
import { withFloats } from '../floats.ts';
import { renderFor } from '../render-for-version.ts';
import { scheduleOf } from '../schedule.ts';
import type { CosmosRl } from '../versions.ts';

/** Renders what all layers came to. */
export function render(engine: CosmosRl, resolved: ResolvedConfig, samples: number | undefined): Rendered {
  const config = withFloats(resolved.config, engine);
  const ours = (key: string) => {
    const layer = resolved.origins.get(key)?.layer;
    return layer === 'preset' || layer === 'cookbook-run';
  };
  const first = renderFor(engine.known, config, ours);
  if (samples === undefined) return first;
  const schedule = scheduleOf(first.config, engine, samples);
  if ('skipped' in schedule) return first;
  return { ...renderFor(engine.known, config, ours, schedule.total), steps: schedule.total };
}
