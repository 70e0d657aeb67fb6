/** The config with the origin of each value, as text. */
import type { ResolvedConfig } from '../config/layers.ts';
import { describeOrigin } from '../config/layers.ts';
import { writeTomlValue } from '../config/toml.ts';
import { joinKey, leavesOf, type TomlTable } from '../config/value.ts';
import type { Translation } from '../engine/planning.ts';
import type { Finding } from '../findings/finding.ts';
import type { Paint } from './style.ts';

/** `key = value   # origin`, aligned, grouped by table; what `findings` say is no setting is told as none. */
export function configText(
  config: TomlTable,
  resolved: ResolvedConfig,
  translations: readonly Translation[],
  paint: Paint,
  findings: readonly Finding[] = [],
): string {
  const unknown = new Set(findings.filter(({ id }) => id === 'unknown-key').map(({ subject }) => subject));
  const rows = leavesOf(config).map(([path, value]) => {
    const key = joinKey(path);
    const renamed = translations.find((change) => change.to === key && change.key !== key)?.key;
    const origin = resolved.origins.get(renamed ?? key) ?? resolved.origins.get(key);
    return {
      text: `${key} = ${writeTomlValue(value)}`,
      origin: [
        ...(unknown.has(key) ? ['no setting, the engine drops it'] : []),
        origin === undefined ? 'rendered for this engine version' : describeOrigin(origin),
        ...(renamed === undefined ? [] : [`from ${renamed}`]),
      ].join(', '),
    };
  });
  const width = Math.min(64, Math.max(0, ...rows.map((row) => row.text.length)));
  return rows.map((row) => `${row.text.padEnd(width)}  ${paint('dim', `# ${row.origin}`)}\n`).join('');
}
