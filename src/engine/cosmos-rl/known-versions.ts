/** The cosmos-rl versions whose schema, rules and facts are known; alone in a file, since presets import their names. */

/** Oldest first; the last is the default and the one verified on GPUs. */
export const KNOWN_VERSIONS = ['0.2.6', '0.3.9', '0.4.4', '0.4.7'] as const;

export type KnownVersion = (typeof KNOWN_VERSIONS)[number];

export const NEWEST: KnownVersion = '0.4.7';
