/** More ways in which LLaVA-style files and WTS annotations are written, right and wrong. */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import type { Layout } from '../../../src/recipe/recipe.ts';
import { ANNOTATIONS, asked, CHOICE, Dataset, WAFER, WAREHOUSE } from './folders.ts';

type Named = readonly [name: string, dataset: Dataset];

const item = (change: object, layout?: Layout): Dataset =>
  Dataset.annotated([{ image: 'a.png', conversations: asked('What?', 'That.'), ...change }], layout);
const says = (...messages: readonly unknown[]): Dataset => item({ conversations: messages });
const text = (content: string | Buffer): Dataset => Dataset.annotated(content);
const human = { from: 'human', value: 'What?' };
const gpt = { from: 'gpt', value: 'That.' };

function changed(dataset: Dataset, change: (it: Dataset) => void): Dataset {
  change(dataset);
  return dataset;
}

/** Forms of the file. */
function files(): readonly Named[] {
  const array = JSON.stringify(ANNOTATIONS);
  return [
    ['indented, with a BOM', text(`\ufeff${JSON.stringify(ANNOTATIONS, null, 3)}\n\n`)],
    ['JSON lines', text(ANNOTATIONS.map((one) => JSON.stringify(one)).join('\n'))],
    ['an object', text(`{"data": ${array}}`)],
    ['an empty array', text(' [ ] ')],
    ['an empty file', text('')],
    ['a comma too many', text(`${array.slice(0, -1)},]`)],
    ['text behind the end', text(`${array} []`)],
    ['cut in the middle', text(array.slice(0, -40))],
    ['a key twice', text(array.replace('{', '{"id": 1, '))],
    ['NaN', text(array.replace('3', 'NaN'))],
    ['Latin-1', text(Buffer.from(array.replace('A test.', 'Stra\xdfe'), 'latin1'))],
    ['nested deeply', text(`[${'['.repeat(5000)}${']'.repeat(5000)}]`)],
    ['an item of text', Dataset.annotated([...ANNOTATIONS, 'x'])],
    ['an item of null', Dataset.annotated([null])],
    ['a folder', Dataset.annotated().with({ dataset: { annotation_path: '/tmp' } })],
  ];
}

/** Ids: unique whatever the file has. */
function ids(): readonly Named[] {
  const named = [
    ...[
      'same',
      'same',
      'same#1',
      'same',
      '',
      7,
      '7',
      7.0,
      1.5,
      -0,
      2 ** 53,
      true,
      null,
      ['x'],
      {},
      '#3',
      '\ud800',
    ],
    '2\n',
    'ä',
    'e\u0301',
    '😀',
    '#18#18',
  ];
  const items = named.map((id) => ({ id, image: 'a.png', conversations: asked('What?', 'That.') }));
  const many = Array.from({ length: 30 }, () => ({ image: 'a.png', conversations: asked('What?', 'That.') }));
  return [
    ['ids of every kind', Dataset.annotated([...items, ...many])],
    [
      'ids as they stand in JSON',
      text(`[{"id": 7.0, ${body}}, {"id": 1e3, ${body}}, {"id": 12345678901234567890, ${body}}]`),
    ],
    [
      'no ids, a third held out',
      Dataset.annotated(many).with({ validation: true, dataset: { validation_share: 0.33 } }),
    ],
  ];
}

const body =
  '"image": "a.png", "conversations": [{"from": "human", "value": "?"}, {"from": "gpt", "value": "!"}]';

function media(): readonly Named[] {
  return [
    ['no media', item({ image: undefined })],
    ['media of null', item({ image: null, video: '' })],
    ['an empty list', item({ image: undefined, images: [] })],
    ['a list of one', item({ image: ['a.png'] })],
    ['image and images', item({ images: ['b.png'] })],
    ['image and empty images', item({ images: [] })],
    ['a clip', item({ image: undefined, video: 'c.mp4' })],
    ['clips', item({ image: undefined, videos: ['c.mp4', 'c.mp4'] })],
    ['a picture and a clip', item({ video: ['c.mp4'] })],
    ['a number', item({ image: 3 })],
    ['a list with null', item({ image: ['a.png', null] })],
    ['an empty name', item({ image: ['a.png', ''] })],
    ['half a character', item({ image: 'a\ud800.png' })],
    ['a NUL', item({ image: 'a\u0000.png' })],
    ['above media_path', item({ image: '../media/./a.png' })],
    [
      'an absolute path',
      changed(item({}), (it) =>
        it.put('train.json', [{ image: it.path('media/b.png'), conversations: [human, gpt] }]),
      ),
    ],
    ['a missing picture', item({ image: 'none.png' })],
    ['an empty clip', changed(item({ image: undefined, video: 'e.mp4' }), (it) => it.put('media/e.mp4', ''))],
    [
      'a folder as picture',
      changed(item({ image: 'folder' }), (it) => void mkdirSync(it.path('media/folder'))),
    ],
    [
      'a dangling link',
      changed(item({ image: 'link' }), (it) => symlinkSync('nowhere', it.path('media/link'))),
    ],
    [
      'a newline in the name',
      changed(item({ image: 'a\nb.png' }), (it) => symlinkSync('a.png', it.path('media/a\nb.png'))),
    ],
    [
      'an LFS pointer',
      changed(item({ image: 'p.png' }), (it) =>
        it.put('media/p.png', 'version https://git-lfs.github.com/spec/v1\n'),
      ),
    ],
    [
      'no media_path, absolute names',
      changed(item({}), (it) => {
        it.put('train.json', [{ image: it.path('media/a.png'), conversations: [human, gpt] }]);
        it.with({ dataset: { media_path: '' } });
      }),
    ],
    [
      'no media_path, relative names',
      changed(item({}), (it) => {
        it.put('train.json', [{ image: it.path('media/a.png').slice(1), conversations: [human, gpt] }]);
        it.with({ dataset: { media_path: '' } });
      }),
    ],
    ['no media folder', changed(item({}), (it) => rmSync(it.path('media'), { recursive: true }))],
    ['media_path of a number', item({}).with({ dataset: { media_path: 3n } })],
  ];
}

function conversations(): readonly Named[] {
  return [
    ['roles of OpenAI', says({ role: 'user', content: 'What?' }, { role: 'assistant', content: 'That.' })],
    ['both spellings', says({ from: 'human', value: 'What?', role: 'assistant', content: 'x' }, gpt)],
    ['messages', item({ conversations: undefined, messages: [human, gpt] })],
    ['conversations and messages', item({ messages: 'x' })],
    ['a system turn', says({ from: 'system', value: 'Be brief.' }, human, gpt)],
    [
      'a blank system turn',
      says({ from: 'system', value: ' \n' }, human, gpt).with({ dataset: { system_prompt: 'Help.' } }),
    ],
    [
      'a system turn and a prompt',
      says({ from: 'system', value: 'Be brief.' }, human, gpt).with({ dataset: { system_prompt: 'Help.' } }),
    ],
    ['a system prompt', item({}).with({ dataset: { system_prompt: ' Help. ' } })],
    ['an empty system prompt', item({}).with({ dataset: { system_prompt: '' } })],
    ['a system prompt of a number', item({}).with({ dataset: { system_prompt: 3n } })],
    [
      'a prompt file',
      changed(item({}), (it) => {
        it.put('system.txt', '\nBe kind.\n');
        it.with({ prompts: { system_file: it.path('system.txt') }, dataset: { system_prompt: 'Help.' } });
      }),
    ],
    [
      'a file for questions',
      changed(item({}), (it) => {
        it.put('user.txt', 'What?');
        it.with({ prompts: { user_file: it.path('user.txt') } });
      }),
    ],
    ['three rounds', says(human, gpt, human, gpt, human, gpt)],
    ['swapped', says(gpt, human)],
    ['no answer', says(human)],
    ['a question behind', says(human, gpt, human)],
    ['two system turns', says({ from: 'system', value: 'a' }, { from: 'system', value: 'b' }, human, gpt)],
    ['an unknown speaker', says({ from: 'Human', value: 'x' }, gpt)],
    ['nobody', says({ value: 'x' }, gpt)],
    ['a speaker of a number', says({ from: 1, value: 'x' }, gpt)],
    ['none', says()],
    ['no conversations', item({ conversations: undefined })],
    ['a text', item({ conversations: 'x' })],
    ['a list of texts', says('What?', 'That.')],
    ['no value', says({ from: 'human' }, gpt)],
    ['value of null', says({ from: 'human', value: null, content: 'x' }, gpt)],
    ['a list as value', says({ role: 'user', content: [{ type: 'text', text: 'What?' }] }, gpt)],
    ['an empty answer', says(human, { from: 'gpt', value: ' \n\t' })],
    ['an answer with blanks', says(human, { from: 'gpt', value: ' That.\n' })],
    ['an answer with a tag', says(human, { from: 'gpt', value: 'See <image>\n.' })],
    ['a question of a tag', says({ from: 'human', value: '<image>' }, gpt)],
    [
      'a question of nothing, without media',
      item({ image: undefined, conversations: [{ from: 'human', value: '' }, gpt] }),
    ],
    ['an empty second question', says(human, gpt, { from: 'human', value: '' }, gpt)],
    [
      'tags everywhere',
      says({ from: 'human', value: '\n<image>\n\nCompare <image>\nwith </video> it \u00a0\u3000' }, gpt),
    ],
    [
      'blanks of other alphabets',
      says({ from: 'human', value: '\u00a0' }, { from: 'gpt', value: '\u0085\u001c\u2003' }),
    ],
    ['half a character in a question', says({ from: 'human', value: 'a\udc00' }, gpt)],
    ['half a character in an answer', says(human, { from: 'gpt', value: '\ud83d' })],
    ['characters of two halves', says({ from: 'human', value: '😀?' }, { from: 'gpt', value: '👍🏽 ok' })],
    [
      'two of the file, one of its own for validation',
      changed(Dataset.annotated(), (it) => {
        it.put('val.json', [{ id: 'v', image: 'b.png', conversations: [human, gpt] }]);
        it.with({ validation: true, dataset: { validation_path: it.path('val.json') } });
      }),
    ],
    ['an unknown key of the layout', item({}).with({ dataset: { weights: [1.0] } })],
  ];
}

function recipes(): readonly Named[] {
  const choice = (question: string, answer: string): Dataset =>
    Dataset.annotated([{ ...CHOICE, conversations: asked(question, answer) }], 'wts');
  return [
    ['a wts file', Dataset.annotated([CHOICE], 'wts')],
    ['a wts question without options', choice('Why?', 'Because.')],
    [
      'wafer map with capitals',
      Dataset.annotated(
        WAFER.map((one) => ({ ...one, image: 'a.png' })),
        'wafer-map',
      ),
    ],
    [
      'a warehouse item with one picture',
      Dataset.annotated([{ ...WAREHOUSE, images: ['a.png'] }], 'warehouse'),
    ],
  ];
}

function scenes(): readonly Named[] {
  const scene = (change: object): Dataset => {
    const dataset = Dataset.scenes();
    dataset.put('vqa/one/environment/one.json', [
      { overhead_videos: ['one.mp4'], environment: [], ...change },
    ]);
    return dataset;
  };
  const template = (content: string): Dataset =>
    changed(Dataset.scenes(), (it) => {
      it.put('ask.txt', content);
      it.with({ dataset: { annotation_path: it.path('vqa') }, prompts: { user_file: it.path('ask.txt') } });
    });
  return [
    ['scenes', Dataset.scenes()],
    [
      'scenes with a system prompt',
      changed(
        Dataset.scenes(),
        (it) => void it.with({ dataset: { annotation_path: it.path('vqa'), system_prompt: 'Help.' } }),
      ),
    ],
    ['four options, the last one right', Dataset.scenes({ c: ' Snowy', d: 'Foggy', correct: ' D\n' })],
    ['one option', Dataset.scenes({ b: undefined })],
    ['an option of a number', Dataset.scenes({ c: 3 })],
    ['a blank question', Dataset.scenes({ question: ' ' })],
    ['no right one', Dataset.scenes({ correct: undefined })],
    ['braces in a question', Dataset.scenes({ question: 'Is {options} $& $1 \\1 a word?' })],
    ['a template of the user', template('Q: {question}\n{options}\n{question}')],
    ['a template without options', template('Q: {question}')],
    ['a scene without questions', scene({})],
    ['a scene without clips', scene({ overhead_videos: [] })],
    ['clips that are no list', scene({ overhead_videos: 'one.mp4' })],
    ['no environment', scene({ environment: undefined })],
    [
      'a clip that is not there',
      scene({
        overhead_videos: ['two.mp4'],
        environment: [{ question: 'W?', a: 'x', b: 'y', correct: 'a' }],
      }),
    ],
    [
      'a clip of another suffix',
      changed(
        scene({
          overhead_videos: ['one.MP4', '/one.mp4'],
          environment: [{ question: 'W?', a: 'x', b: 'y', correct: 'a' }],
        }),
        (it) => it.clip('media/one/overhead_view/one.MP4'),
      ),
    ],
    [
      'an object',
      changed(Dataset.scenes(), (it) => it.put('vqa/one/environment/one.json', { environment: [] })),
    ],
    [
      'an empty list of scenes',
      changed(Dataset.scenes(), (it) => it.put('vqa/one/environment/one.json', [])),
    ],
    [
      'a scene that is no JSON',
      changed(Dataset.scenes(), (it) => it.put('vqa/one/environment/one.json', '[')),
    ],
    [
      'a folder without its file',
      changed(Dataset.scenes(), (it) => it.put('vqa/three/environment/other.json', [])),
    ],
    [
      'no scene',
      changed(Dataset.scenes(), (it) => void it.with({ dataset: { annotation_path: it.path('media') } })),
    ],
    [
      'a third held out',
      changed(
        Dataset.scenes(),
        (it) =>
          void it.with({
            validation: true,
            dataset: { annotation_path: it.path('vqa'), validation_share: 0.5 },
          }),
      ),
    ],
  ];
}

/** Datasets of the LLaVA-style layouts, each with its name. */
export function furtherAnnotations(): readonly Named[] {
  return [...files(), ...ids(), ...media(), ...conversations(), ...recipes(), ...scenes()];
}
