/** The AVHA layout: `videos/<id>[.camera_front_wide_120fov].mp4` and `metas/<id>.label.json`. */
import { join } from 'node:path';
import { checkClip } from '../clip-check.ts';
import type { Notes } from '../finding-collector.ts';
import { duplicateId } from '../findings/items.ts';
import { labelWithoutVideo, videoWithoutLabel } from '../findings/labels.ts';
import { datasetEmpty, datasetLayoutUnknown, fileIgnored, fileUnreadable } from '../findings/place.ts';
import { whyNoFolder } from '../folder.ts';
import { nodesOf } from '../json/as-python.ts';
import { readJsonNoted } from '../json/read-json-noted.ts';
import { avhaAnswer } from '../label-answer.ts';
import { checkAvhaLabel } from '../labels.ts';
import type { LayoutDefinition } from '../layout.ts';
import { HELD_OUT } from '../option-rules.ts';
import { promptText } from '../prompts.ts';
import type { DatasetRequest } from '../request.ts';
import type { Conversation, Sample } from '../sample.ts';

const VIDEO = '.mp4';
const CAMERA = '.camera_front_wide_120fov';
const LABEL = '.label.json';

function withoutSuffix(name: string, suffix: string): string {
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

function namesIn(folder: string, notes: Notes): readonly string[] {
  try {
    return notes.files.names(folder);
  } catch (error) {
    notes.add(fileUnreadable, folder, { why: (error as NodeJS.ErrnoException).code ?? String(error) });
    return [];
  }
}

/** Paths by id; what does not end in `suffix` or repeats an id is noted. */
function filesById(
  folder: string,
  suffix: string,
  idOf: (name: string) => string,
  notes: Notes,
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const name of namesIn(folder, notes)) {
    const path = `${folder}/${name}`;
    if (!name.endsWith(suffix)) {
      notes.add(fileIgnored, path, { expected: suffix });
      continue;
    }
    const id = idOf(name);
    const first = files.get(id);
    if (first === undefined) files.set(id, path);
    else notes.add(duplicateId, path, { id, first });
  }
  return files;
}

function* readAvha(root: string, request: DatasetRequest, notes: Notes): Generator<Sample> {
  const { prompts, cwd, vision } = request;
  const system = promptText(prompts.system, 'avha_system.txt', 'custom.prompts.system_file', cwd, notes);
  const user = promptText(prompts.user, 'avha_user.txt', 'custom.prompts.user_file', cwd, notes);
  const [videoFolder, labelFolder] = [join(root, 'videos'), join(root, 'metas')];
  const lacks = [videoFolder, labelFolder]
    .filter((folder) => whyNoFolder(folder) !== undefined)
    .map((folder) => `${folder}/`);
  if (lacks.length > 0) {
    notes.add(datasetLayoutUnknown, root, { lacks });
    return;
  }
  const videos = filesById(
    videoFolder,
    VIDEO,
    (name) => withoutSuffix(withoutSuffix(name, VIDEO), CAMERA),
    notes,
  );
  const labels = filesById(labelFolder, LABEL, (name) => withoutSuffix(name, LABEL), notes);
  notes.count('videos', videos.size);
  notes.count('labels', labels.size);
  if (videos.size === 0 && labels.size === 0) notes.add(datasetEmpty, root, {});
  for (const [id, path] of labels) {
    if (!videos.has(id)) notes.add(labelWithoutVideo, path, { expected: join(videoFolder, `${id}${VIDEO}`) });
  }
  // By id, as the entry script does: an id ends before its suffixes, so file names sort otherwise.
  for (const [id, video] of [...videos].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const label = labels.get(id);
    if (label === undefined) {
      notes.add(videoWithoutLabel, video, { expected: join(labelFolder, `${id}${LABEL}`) });
      continue;
    }
    const clip = checkClip(video, label, vision, notes);
    const read = readJsonNoted(label, video, notes);
    const sound = read.ok && checkAvhaLabel(read.value, label, notes);
    if (clip === undefined || !read.ok || !sound) continue;
    const conversation = (): Conversation => {
      const answer = avhaAnswer(nodesOf(read.text, read.value));
      return {
        system,
        turns: [
          { role: 'user', text: user },
          { role: 'assistant', text: answer },
        ],
      };
    };
    yield { id, group: '', media: [clip], conversation };
  }
}

/** The AVHA folder; its root is the engine's own key, as in the published recipe. */
export const avha: LayoutDefinition = {
  absolute: true,
  root: 'folder',
  options: HELD_OUT,
  witnessed: true,
  read: readAvha,
};
