/** Every recipe, in the order of `list`. A new recipe is one file and one line here. */
import type { Recipe } from '../src/recipe/recipe.ts';
import reason1AvCaption from './reason1-av-caption.ts';
import reason2VideoCaptionVqa from './reason2-video-caption-vqa.ts';

export const RECIPES: readonly Recipe[] = [reason1AvCaption, reason2VideoCaptionVqa];
