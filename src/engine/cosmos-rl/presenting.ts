/** cosmos-rl's configs shown, copied and compared. */
import { getValue, withValue } from '../../config/value.ts';
import { spokenOf } from '../findings/engine-stands-in.ts';
import type { Presenting } from '../presenting.ts';
import { KEY_NOTES } from './editor/notes.ts';
import { renderFor } from './render-for-version.ts';
import { ConfigView, runRules } from './rule.ts';
import { unknownKey } from './rules/unknown-key.ts';
import { scheduleOf } from './schedule.ts';
import { fieldOf, schemaOf } from './schema/schema.ts';
import { asCosmosRl, KNOWN_VERSIONS, NEWEST, versionsSince } from './versions.ts';

const OUTPUT = ['train', 'output_dir'];

/** The first sentence: the whole descriptions of the engine would drown the values. */
function firstSentence(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  return /^.*?[.;](?= |$)/.exec(plain)?.[0] ?? plain;
}

export const PRESENTING: Presenting = {
  declaring: {
    version: NEWEST,
    keys: () => [...schemaOf(NEWEST).keys()],
    kindsOf: (key) => fieldOf(schemaOf(NEWEST), key),
    // 0.2.6 has no HFVLMDataPacker (dispatcher/data/packer).
    versionsFor: (family) => (family === 'qwen3_vl' ? versionsSince('0.3.9') : KNOWN_VERSIONS),
  },
  preview(any, { config, origins }) {
    const engine = asCosmosRl(any);
    const given = (key: string) => origins.get(key)?.layer === 'flag';
    const rendered = renderFor(engine.known, config, (key) => !given(key));
    const schema = schemaOf(engine.known);
    const view = new ConfigView(rendered.config, { engine: spokenOf(engine), schema, origins });
    return { ...rendered, findings: runRules([unknownKey], view).findings };
  },
  // It ends with a KeyError without one (policy/config/__init__.py, from_dict, 0.2.6 to 0.4.7).
  standalone: (config, name) =>
    getValue(config, OUTPUT) === undefined ? withValue(config, OUTPUT, `outputs/${name}`) : config,
  about(engine, key) {
    const description = firstSentence(schemaOf(asCosmosRl(engine).known).get(key)?.description ?? '');
    return [description, KEY_NOTES[key]?.note ?? ''].filter((text) => text !== '');
  },
  standard: (engine, key) => fieldOf(schemaOf(asCosmosRl(engine).known), key)?.default,
  steps(engine, config, samples) {
    const schedule = scheduleOf(config, asCosmosRl(engine), samples);
    return 'skipped' in schedule ? undefined : schedule.total;
  },
};
