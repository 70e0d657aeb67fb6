/** What can train a part that a run cannot: a command with its data and hardware. */

/** One way to train something; `commands` are typed in order. Angle brackets stand for the user's own paths. */
export interface Remedy {
  readonly id: string;
  readonly title: string;
  /** What it trains, and by which loss. */
  readonly trains: string;
  readonly commands: readonly string[];
  readonly data: string;
  readonly hardware: string;
  /** What must be known before. */
  readonly notes: readonly string[];
  /** Where it is documented. */
  readonly source: string;
}
