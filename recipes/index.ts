/** Every recipe, in the order of `list`. A new recipe is one file and one line here. */
import type { Recipe } from '../src/recipe/recipe.ts';
import cosmos3EdgeLlava from './cosmos3-edge-llava.ts';
import cosmos3EdgeVideoScore from './cosmos3-edge-video-score.ts';
import cosmos3LlavaOv from './cosmos3-llava-ov.ts';
import cosmos3NanoLlava from './cosmos3-nano-llava.ts';
import cosmos3NanoVideoScore from './cosmos3-nano-video-score.ts';
import cosmos3SuperVideoScore from './cosmos3-super-video-score.ts';
import reason1Av3dGrounding from './reason1-av-3d-grounding.ts';
import reason1AvCaption from './reason1-av-caption.ts';
import reason1HfSft from './reason1-hf-sft.ts';
import reason1LlavaSft from './reason1-llava-sft.ts';
import reason1PhysicalPlausibility from './reason1-physical-plausibility.ts';
import reason1RobotVqa from './reason1-robot-vqa.ts';
import reason1TemporalLocalization from './reason1-temporal-localization.ts';
import reason1TrafficVqa from './reason1-traffic-vqa.ts';
import reason1WaferMap from './reason1-wafer-map.ts';
import reason1WarehouseVqa from './reason1-warehouse-vqa.ts';
import reason2Av3dGrounding from './reason2-av-3d-grounding.ts';
import reason2HfSft from './reason2-hf-sft.ts';
import reason2LlavaSft from './reason2-llava-sft.ts';
import reason2PhysicalPlausibility from './reason2-physical-plausibility.ts';
import reason2TrafficVqa from './reason2-traffic-vqa.ts';
import reason2VideoCaptionVqa from './reason2-video-caption-vqa.ts';

export const RECIPES: readonly Recipe[] = [
  reason1AvCaption,
  reason1Av3dGrounding,
  reason1TrafficVqa,
  reason1WarehouseVqa,
  reason1RobotVqa,
  reason1TemporalLocalization,
  reason1PhysicalPlausibility,
  reason1WaferMap,
  reason1HfSft,
  reason1LlavaSft,
  reason2VideoCaptionVqa,
  reason2Av3dGrounding,
  reason2TrafficVqa,
  reason2PhysicalPlausibility,
  reason2HfSft,
  reason2LlavaSft,
  cosmos3EdgeVideoScore,
  cosmos3NanoVideoScore,
  cosmos3SuperVideoScore,
  cosmos3EdgeLlava,
  cosmos3NanoLlava,
  cosmos3LlavaOv,
];
