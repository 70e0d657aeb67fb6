/** What a goal can speak of. A concept is found in the text; whether it is asked for is decided by its role. */

export type Concept =
  /** The part that makes the path: trajectory decoder, action expert, planning head, its loss or its tensors. */
  | 'decoder'
  /** What only such a part changes: the driven path and how it is measured. */
  | 'path'
  /** A trajectory, waypoints or coordinates, of which a text could also speak. */
  | 'trajectory'
  /** Driving in general: "drives better". */
  | 'drive'
  /** How a machine moves: "the bus keeps more distance". */
  | 'motion'
  /** A machine that is only named. */
  | 'machine'
  /** A driving model: Alpamayo, a VLA, a planner. */
  | 'planner'
  /** Another model with an action head: GR00T, pi0.5, OpenVLA. */
  | 'policy'
  /** A model that makes video, or the making of video. */
  | 'generator'
  /** Generated videos as what is looked at. */
  | 'made-video'
  /** Text, and what text is made for: captions, answers, labels, judgements. */
  | 'text'
  /** What text is often made for, and other things too: events, knowledge, benchmarks. */
  | 'judging'
  /** The vision-language part of a larger model. */
  | 'vlm'
  /** Trajectory tokens such as `<i1504>`. */
  | 'tokens'
  /** Image coordinates, a documented text output of Cosmos-Reason2. */
  | 'pixels'
  /** A text that holds numbers: JSON, metres, a list. */
  | 'numeric-text'
  /** To put weights of one model into another. */
  | 'graft'
  /** A Cosmos-Reason model or its recipe. */
  | 'reason'
  /** A trainer that trains decoders: stage 2 of the Alpamayo recipes, AlpaGym, pi_sft, diffusers. */
  | 'decoder-tool'
  /** A trainer of Alpamayo's VLM: stage 1, alpamayo1_x_rl. */
  | 'vlm-tool';

/** How a mention stands in its sentence. */
export type Role = 'wanted' | 'excluded' | 'delegated' | 'described' | 'served' | 'means';

/** One place of the text that names a concept. `start` and `end` count UTF-16 units of the whole text. */
export interface Mention {
  readonly concept: Concept;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A mention with the role it has in its clause. */
export interface RoledMention extends Mention {
  readonly role: Role;
}

/** Words of one concept in one language. Earlier entries of a lexicon take a place before later ones. */
export type Lexicon = ReadonlyArray<readonly [Concept, RegExp]>;
