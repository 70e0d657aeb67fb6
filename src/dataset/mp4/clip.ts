/** What is known of a clip. */

/**
 * A clip. Width, height and duration as displayed (rotation and edit list applied); `frames` counts all samples, as
 * decord does even where an edit list presents fewer (decord 0.6.0, tried).
 */
export interface Clip {
  readonly durationSeconds: number;
  readonly frames: number;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  readonly codec: string;
  readonly fragmented: boolean;
  readonly edited: boolean;
  readonly rotation: number;
}
