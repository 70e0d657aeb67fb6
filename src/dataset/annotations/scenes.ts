/**
 * The annotations as WTS publishes them: `[normal_trimmed/]<scene>/environment/<scene>.json` below a split, and the clips
 * as `<media_path>/[normal_trimmed/]<scene>/overhead_view/<clip>` (templates/entry/cookbook_entry/wts.py).
 */
import { join } from 'node:path';
import type { Notes } from '../finding-collector.ts';
import { answerNotAnOption } from '../findings/answers.ts';
import { itemInvalid } from '../findings/items.ts';
import { datasetEmpty, datasetLayoutUnknown, fileUnreadable } from '../findings/place.ts';
import { readJsonNoted } from '../json/read-json-noted.ts';
import type { DatasetRequest } from '../request.ts';
import type { Sample } from '../sample.ts';
import { Ids } from './ids.ts';
import { MediaFinder } from './media.ts';
import { systemPrompt } from './read.ts';
import { questionPrompt, questionText, type Scene, scenesOf } from './scene.ts';

/** The sub-folder with the scenes in which nothing happens. */
const NORMAL = 'normal_trimmed';
const FORM =
  '[{"overhead_videos": ["a.mp4"], "environment": [{"question": "…", "a": "…", "b": "…", "correct": "a"}]}]';

/** The file of a scene, and its folder below a split. */
interface Place {
  readonly path: string;
  readonly folder: string;
}

/** The files of all scenes that have questions about the surroundings, by name; those of NORMAL last. */
function scenePlaces(root: string, notes: Notes): readonly Place[] {
  const within = (parent: string): readonly Place[] =>
    notes.files
      .names(join(root, parent))
      .filter((name) => name !== NORMAL)
      .map((name) => ({
        path: join(root, parent, name, 'environment', `${name}.json`),
        folder: join(parent, name),
      }))
      .filter(({ path }) => notes.files.exists(path));
  try {
    return [...within(''), ...(notes.files.exists(join(root, NORMAL)) ? within(NORMAL) : [])];
  } catch (error) {
    notes.add(fileUnreadable, root, { why: (error as NodeJS.ErrnoException).code ?? String(error) });
    return [];
  }
}

/** What a file asks, or nothing after a note. */
function scenesIn(path: string, root: string, notes: Notes): readonly Scene[] {
  const read = readJsonNoted(path, root, notes);
  if (!read.ok) return [];
  const scenes = scenesOf(read.value);
  if (typeof scenes !== 'string') return scenes;
  notes.add(itemInvalid, path, { problem: scenes, form: FORM });
  return [];
}

/** The name of a clip without `.mp4`, as in the ids that data_preprocess.py of the recipe gives. */
function stemOf(clip: string): string {
  return clip.endsWith('.mp4') ? clip.slice(0, -'.mp4'.length) : clip;
}

/** Reads the annotations of a split: every question about every clip of its scene, scenes by name. */
export function* readScenes(root: string, request: DatasetRequest, notes: Notes): Generator<Sample> {
  const template = questionPrompt(request, notes);
  const system = systemPrompt(request, notes);
  const [ids, finder] = [new Ids(), new MediaFinder(root, request, notes)];
  const places = scenePlaces(root, notes);
  if (places.length === 0) {
    const help = 'Name a split of the annotations, for example WTS/annotations/vqa/train.';
    notes.add(datasetLayoutUnknown, root, { lacks: ['<scene>/environment/<scene>.json'], help });
    return;
  }
  let asked = 0;
  let files = 0;
  for (const { path, folder } of places) {
    const scenes = scenesIn(path, root, notes);
    if (scenes.length > 0) files += 1;
    for (const { clips, questions } of scenes) {
      notes.count('labels', clips.length * questions.length);
      notes.count('videos', clips.length * questions.length);
      for (const clip of clips) {
        const media = finder.find({ pictures: [], clips: [join(folder, 'overhead_view', clip)] }, path);
        for (const [number, question] of questions.entries()) {
          const { correct: answer, options } = question;
          const id = ids.take(`${stemOf(clip)}_${number}`, asked);
          asked += 1;
          if (!options.has(answer)) {
            const data = { answer, options: [...options.keys()], marked: true };
            notes.add(answerNotAnOption, `${path}: question ${number}`, data);
          }
          if (media === undefined) continue;
          const turns = [
            { role: 'user' as const, text: questionText(template, question) },
            { role: 'assistant' as const, text: answer },
          ];
          const conversation = () => ({ ...(system === undefined ? {} : { system }), turns });
          yield { id, group: '', media, conversation };
        }
      }
    }
  }
  finder.end();
  if (files === places.length && asked === 0) notes.add(datasetEmpty, root, {});
}
