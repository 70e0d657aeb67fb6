/** Saved datasets for the findings about them: what has each, and what, as near as can be, has not. */
import { rmSync } from 'node:fs';
import { float64, int64, largeUtf8, list } from '@uwdata/flechette';
import type { Layout } from '../../../src/recipe/recipe.ts';
import type { Case } from './cases.ts';
import { Dataset } from './folders.ts';
import { arrowBytes, type Columns, saveDataset, texts } from './saved.ts';

const SHARD = 'data-00000-of-00001.arrow';

/** Messages about a clip. */
export function talk(
  answer = 'A car stops.',
  question = 'What happens?',
  video = 'a.mp4',
): readonly object[] {
  return [
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'video', video },
        { type: 'text', text: question },
      ],
    },
    { role: 'assistant', content: answer },
  ];
}

/** A saved dataset with one column, its rows as JSON unless they are texts, and the clips `a.mp4` and `b.mp4`. */
export function saved(
  rows: readonly unknown[],
  layout: Layout = 'hf-conversations',
  more: Columns = {},
): Dataset {
  const dataset = Dataset.empty(layout);
  const values = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)));
  saveDataset(dataset.root, [{ conversations: texts(values), ...more }]);
  for (const clip of ['a.mp4', 'b.mp4']) dataset.clip(clip);
  return dataset;
}

const ROWS = [talk(), talk('A car turns.'), talk('A car goes.', 'And?', 'b.mp4')];
const sound = () => saved(ROWS);

/** A sound dataset, changed. */
const changed =
  (change: (dataset: Dataset) => void, rows: readonly unknown[] = ROWS) =>
  () => {
    const dataset = saved(rows);
    change(dataset);
    return dataset;
  };
/** A sound dataset with the bytes of its file changed. */
const file = (bytes: (sound: Buffer) => Buffer | string) =>
  changed((it) =>
    it.put(SHARD, bytes(arrowBytes({ conversations: texts(ROWS.map((row) => JSON.stringify(row))) }))),
  );
const extra = (name: string, column: Columns[string]) => () =>
  saved(ROWS, 'hf-conversations', { [name]: column });
const timed =
  (...answers: readonly string[]) =>
  () =>
    saved(
      answers.map((answer) => talk(answer)),
      'mimicgen',
    );
const scored =
  (...answers: readonly unknown[]) =>
  () =>
    saved(
      answers.map((answer, row) =>
        talk(`${answer}`, `How plausible is clip ${row}?`, row % 2 ? 'b.mp4' : 'a.mp4'),
      ),
      'videophy2',
    );
const state = (change: object) =>
  changed((it) =>
    it.put('state.json', {
      _data_files: [{ filename: SHARD }],
      _fingerprint: 'e7',
      _format_columns: null,
      _format_kwargs: {},
      _format_type: null,
      _output_all_columns: false,
      _split: null,
      ...change,
    }),
  );
const text = [
  { role: 'user', content: 'Hello?' },
  { role: 'assistant', content: 'Hello.' },
];

export const SAVED_CASES: Readonly<Record<string, Case>> = {
  'saved-dataset-invalid': {
    fails: changed((it) => {
      for (const name of ['state.json', 'dataset_info.json']) it.remove(name);
      it.put('dataset_dict.json', { splits: ['train', 'test'] });
    }),
    passes: changed((it) => it.put('dataset_dict.json', { splits: ['train'] })),
    says: 'is a DatasetDict, not a Dataset',
  },
  'saved-indices-ignored': {
    fails: state({ _indices_files: [{ filename: 'indices.arrow' }] }),
    passes: state({ _indices_files: [] }),
    as: 'warning',
    says: 'all rows count',
  },
  'shard-unusable': {
    fails: file((bytes) => bytes.subarray(0, bytes.length - 100)),
    passes: file((bytes) => Buffer.concat([bytes, Buffer.from('behind the end')])),
    says: 'within a message that needs',
  },
  'conversation-column': {
    fails: changed((it) => saveDataset(it.root, [{ messages: texts(['[]']), id: texts(['a']) }])),
    passes: changed((it) => {
      saveDataset(it.root, [{ messages: texts([JSON.stringify(talk())], largeUtf8()) }]);
      it.config = {
        ...it.config,
        train: { train_policy: { type: 'sft', conversation_column_name: 'messages' } },
      };
    }),
    says: 'has no column conversations; it has messages, id',
  },
  'columns-unread': {
    fails: extra('trajectory', { values: [[0.5], [1.5, 2], []], type: list(float64()) }),
    passes: sound,
    as: 'warning',
    says: 'trajectory hold numbers that are not trained on',
  },
  'row-not-json': {
    fails: () => saved([...ROWS, "[{'role': 'user'}]"]),
    passes: () => saved([...ROWS, `\n ${JSON.stringify(talk('é 漢字'), null, 2)}\n`]),
    says: 'row 3 is not valid JSON',
  },
  'part-key-unread': {
    fails: () =>
      saved([
        [
          {
            role: 'user',
            content: [
              { type: 'video', video: 'a.mp4', fps: 4 },
              { type: 'text', text: 'Q' },
            ],
          },
          { role: 'assistant', content: 'A' },
        ],
      ]),
    passes: () =>
      saved([
        [
          {
            role: 'user',
            content: [
              { type: 'video', video: 'a.mp4', fps: null },
              { type: 'text', text: 'Q' },
            ],
          },
          { role: 'assistant', content: 'A' },
        ],
      ]),
    as: 'warning',
    says: 'its media have fps',
  },
  'sample-without-media': {
    fails: () => saved([...ROWS, text]),
    passes: sound,
    as: 'warning',
    says: 'row 3 has neither',
  },
  'sample-repeated': {
    fails: () => saved([...ROWS, talk()]),
    passes: () => saved([...ROWS, talk('A car stops. ')]),
    as: 'info',
    says: 'row 3 is the same as row 0',
  },
  'interval-invalid': {
    fails: timed('<answer>\n<0.5> <1.5> reach\n<1.9> <1.2> grasp\n</answer>'),
    passes: timed('<answer>\n<0.5> <1.5> reach\n<1.5> < 2 > grasp\n</answer>'),
    says: 'ends before it starts, <1.9> <1.2>',
  },
  'interval-between-frames': {
    fails: timed('<0.0> <0.3> reach <0.3> <2.0> grasp'),
    passes: timed('<0.0> <0.5> reach <0.5> <2.0> grasp'),
    as: 'info',
    says: '1 of 2 intervals are shorter',
  },
  'score-invalid': {
    fails: scored(5, 1, 7),
    passes: scored(5, 1, '<answer>\n3\n</answer>'),
    says: 'the score 7 is not',
  },
  'scores-unbalanced': {
    fails: scored(3, 3, 3, 3, 3, 3),
    passes: scored(3, 3, 3, 3, 2, 2),
    as: 'warning',
    says: '6 of 6 answers are the score 3',
  },
  'labels-contradict': {
    fails: scored(1, 2, 3),
    passes: scored(1, 2, 1, 2),
    as: 'warning',
    says: 'the score 3; ',
  },
  'turns-unusual': {
    fails: () => saved([talk('4').slice(1)], 'videophy2'),
    passes: () => saved([talk('4')], 'videophy2'),
    as: 'warning',
    says: 'has the messages user, assistant',
  },
};

/** More saved datasets, right and wrong, as [name, dataset]; the entry script must take the same ones. */
export function furtherSaved(): ReadonlyArray<readonly [string, Dataset]> {
  const says = (...messages: readonly unknown[]) => saved([messages]);
  const asks = (...content: readonly unknown[]) => says({ role: 'user', content }, assistant);
  const assistant = { role: 'assistant', content: 'That.' };
  const video = { type: 'video', video: 'a.mp4' };
  const words = { type: 'text', text: 'What?' };
  const with_ = (columns: Columns) => changed((it) => saveDataset(it.root, [columns]))();
  const row = JSON.stringify(talk());
  return [
    ['text as large strings', with_({ conversations: texts([row, row], largeUtf8()) })],
    ['a null row', with_({ conversations: texts([row, null]) })],
    ['numbers', with_({ conversations: { values: [1n], type: int64() } })],
    ['another column', extra('n', { values: [1n, 2n, 3n], type: int64() })()],
    ['no rows', with_({ conversations: texts([]) })],
    ['no files', state({ _data_files: [] })()],
    ['a file that is not there', state({ _data_files: [{ filename: 'none.arrow' }] })()],
    ['a file twice', state({ _data_files: [{ filename: SHARD }, { filename: SHARD }] })()],
    ['a state without split', state({ _split: undefined })()],
    ['an odd split', state({ _split: 'train[:10]' })()],
    ['an empty split', state({ _split: '' })()],
    ['a format of another column', state({ _format_columns: ['none'] })()],
    ['a format of numpy', state({ _format_type: 'numpy', _format_columns: ['conversations'] })()],
    ['a state of text', changed((it) => it.put('state.json', '"x"'))()],
    ['a state that is cut', changed((it) => it.put('state.json', '{"_data_files": ['))()],
    ['no info', changed((it) => it.remove('dataset_info.json'))()],
    ['no state', changed((it) => it.remove('state.json'))()],
    [
      'parquet',
      changed((it) => {
        for (const name of ['state.json', 'dataset_info.json', SHARD]) it.remove(name);
        it.put('train.parquet', 'PAR1');
      })(),
    ],
    ['no end mark', file((bytes) => bytes.subarray(0, bytes.length - 8))()],
    ['an empty file', file(() => '')()],
    ['three bytes', file((bytes) => bytes.subarray(0, 3))()],
    ['half a schema', file((bytes) => bytes.subarray(0, 100))()],
    ['a pointer', file(() => 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n')()],
    ['a web page', file(() => '<html>not found</html>'.repeat(9))()],
    [
      'a directory',
      changed((it) => {
        it.remove(SHARD);
        it.put(`${SHARD}/x`, '');
      })(),
    ],
    [
      'two files with other columns',
      changed((it) => {
        saveDataset(it.root, [{ conversations: texts([row]) }, { conversations: texts([row], largeUtf8()) }]);
      })(),
    ],
    [
      'two files',
      changed((it) => {
        rmSync(it.path(SHARD));
        saveDataset(it.root, [{ conversations: texts([row, row]) }, { conversations: texts([row]) }]);
      })(),
    ],
    [
      'features of other columns',
      changed((it) => {
        it.put('dataset_info.json', { features: { text: { dtype: 'string', _type: 'Value' } } });
      })(),
    ],
    [
      'its features',
      changed((it) => {
        it.put('dataset_info.json', { features: { conversations: { dtype: 'string', _type: 'Value' } } });
      })(),
    ],
    ['messages in an object', saved([{ messages: talk() }])],
    ['a row of text', saved(['"Hello."'])],
    ['a row of null', saved(['null'])],
    ['a row of nothing', saved([''])],
    ['a key twice', saved(['[{"role": "user", "role": "user", "content": "x"}]'])],
    ['a row of NaN', saved(['[NaN]'])],
    ['a row with a byte order mark', saved([`\ufeff${row}`])],
    ['a row nested deeply', saved([`${'['.repeat(5000)}${']'.repeat(5000)}`])],
    ['half of a character', saved([row.replace('What', '\\ud83d')])],
    ['both halves', saved([row.replace('What', '\\ud83d\\ude97')])],
    [
      'roles swapped',
      saved([talk().map((one, place) => ({ ...one, role: ['system', 'assistant', 'user'][place] }))]),
    ],
    ['two rounds', saved([[...talk(), ...talk().slice(1)]])],
    ['no answer', saved([talk().slice(0, 2)])],
    ['an empty answer', saved([talk(' \n')])],
    [
      'an answer of parts',
      says({ role: 'user', content: [video, words] }, { role: 'assistant', content: [words, words] }),
    ],
    [
      'a system of parts',
      says({ role: 'system', content: [words] }, { role: 'user', content: [video] }, assistant),
    ],
    ['a question without words', asks(video)],
    ['an empty question', asks({ type: 'text', text: '' })],
    ['words before the clip', asks(words, video)],
    ['words between two clips', asks(video, words, { type: 'video', video: 'b.mp4' }, words)],
    [
      'a clip in the second round',
      says(
        { role: 'user', content: 'Hello' },
        assistant,
        { role: 'user', content: [video, words] },
        assistant,
      ),
    ],
    [
      'a clip by the assistant',
      says({ role: 'user', content: [video] }, { role: 'assistant', content: [video, words] }),
    ],
    ['an audio part', asks({ type: 'audio', audio: 'a.wav' }, words)],
    ['a part without type', asks({ video: 'a.mp4' }, words)],
    ['a clip of null', asks({ type: 'video', video: null }, words)],
    ['a clip of frames', asks({ type: 'video', video: ['1.png'] }, words)],
    ['a clip on the web', asks({ type: 'video', video: 'https://example.org/a.mp4' }, words)],
    ['a picture as data', asks({ type: 'image', image: 'data:image/png;base64,AAAA' }, words)],
    ['a name with a colon', asks({ type: 'video', video: 'a:1.mp4' }, words)],
    ['a name with a null', asks({ type: 'video', video: 'a\0.mp4' }, words)],
    [
      'a file address',
      (() => {
        const dataset = saved(ROWS);
        saveDataset(dataset.root, [
          { conversations: texts([JSON.stringify(talk('x', 'y', `file://${dataset.path('a.mp4')}`))]) },
        ]);
        return dataset;
      })(),
    ],
    ['a clip that is not there', asks({ type: 'video', video: 'none.mp4' }, words)],
    ['a placeholder in the text', asks(video, { type: 'text', text: 'See <|video_pad|>' })],
    ['a tag in the text', asks(video, { type: 'text', text: '<video>\nWhat?' })],
    ['a content of null', says({ role: 'user', content: null }, assistant)],
    ['a score of 4.0', scored('4.0')()],
    ['a score of 4.5', scored('4.5')()],
    ['a score of 0', scored('<answer>0</answer>')()],
    ['a score in words', scored('four')()],
    ['an interval without length', timed('<1.0> <1.0> x')()],
    ['a time alone', timed('<1.0> x')()],
    ['no interval', timed('Nothing.')()],
    ['an interval behind the end', timed('<1.0> <90> x')()],
    ['held out', changed((it) => void it.with({ validation: true }), [...ROWS, talk('4'), talk('5')])()],
    ['one sample held out', changed((it) => void it.with({ validation: true }), [talk()])()],
    [
      'validation of its own',
      (() => {
        const other = saved([talk('other'), talk()]);
        return saved(ROWS).with({ validation: true, dataset: { validation_path: other.root } });
      })(),
    ],
    [
      'messages as structs',
      changed((it) => {
        const part = (kind: string, value: string) => ({
          type: kind,
          text: null,
          video: null,
          [kind]: value,
        });
        const messages = (answer: string) => [
          { role: 'user', content: [part('video', 'a.mp4'), part('text', 'What?')] },
          { role: 'assistant', content: [part('text', answer)] },
        ];
        saveDataset(it.root, [{ conversations: { values: [messages('A.'), messages('B.')] } }]);
      })(),
    ],
  ];
}
