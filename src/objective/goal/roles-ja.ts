/** The role of a mention in a Japanese clause; the verb and its negation stand behind what they speak of. */
import type { Clause } from './clauses.ts';
import type { Mention, Role } from './concept.ts';

const LEFT_OUT =
  /(?:触ら|触れ|変え|直さ|変更(?:は)?し|修正し|更新し|学習(?:は)?(?:し|さ(?:せ)?)|訓練(?:は)?し|再学習(?:は)?(?:し|さ(?:せ)?)|チューニング(?:は)?し|改善(?:は)?(?:し|さ)|いじら|動かさ|求め(?:てい)?|要ら|いら|要り|いり|扱わ|含め|含ま|対象に(?:は)?し|目的では|目標では|必要は|必要が|興味は|関係(?:は|が)?|気にし|使わ|用い|利用し|手を(?:付け|つけ|加え|入れ)|望ま|期待し)(?:な(?:い|く|か)|ません|ず)|不要|対象外|範囲外|スコープ外|そのまま|凍結|固定(?:し|の|する|で)|以外|ではなく|じゃなく|ではない|ではありません|を除|抜きで|ノータッチ|現状維持|変更なし|変更せず/;

/** "If it is not mended" asks for it. */
const TWICE =
  /な(?:い|けれ)(?:と|ば)(?:いけ|なら|困|だめ|ダメ)|ないといけ|だけで(?:は)?なく|のみならず|凍結(?:を)?解除|凍結しない|凍結せず|固定しない|固定せず/;

/** 終わった, 十分: what is over is not asked for. */
const FINISHED =
  /^[^。、]{0,8}(?:は|が|も)?(?:もう|既に|すでに)?(?:終わ(?:っ|り)|完了|済ん|済み|十分|完成し)/;

const OTHERS =
  /別チーム|別の(?:チーム|レシピ|ジョブ|リポジトリ|工程|担当|プロジェクト|パイプライン)|他(?:の)?(?:チーム|社|部署)|外部(?:の)?(?:チーム|ベンダ)|担当者?に任|に任せ|別途|別で|後工程|担当外|既に(?:修正|学習)済|(?:修正|学習)済み/;

const SERVED =
  /^(?:\s*(?:R1|1\.5|2))?(?:の)?(?:向け|用の|用に|のための|に渡|へ渡|が使う|で使う|側で使|チーム|担当|論文|と比較|と同じ(?:形式|スタイル)|風|形式|スタイル|のデータ|の学習データ|学習用)/;

const MEANS =
  /^(?:の|系の|用の|向けの)?\s?(?:レシピ|SFT|学習|データ(?:セット)?|設定|タスク|ファインチューニング|モデル|トレーニング)*(?:だけ)?(?:で(?:は)?(?!き|す|な|あ)|を(?:使|用い|通じ)|により|によって|から)/;

/** 軌道を学習して VLM は触らない: what is done stands before what is left out. */
const DONE_BEFORE =
  /(?:学習|訓練|チューニング|調整|改善|修正|最適化|更新)(?:を)?し(?:て|つつ|、)|(?:直し|鍛え|変え|良くし)て/;

/** Text that something else shall agree with. */
const MEASURE = /^文?(?:に(?:合わせ|一致さ|従|沿)|では)/;

/** Lines drawn into a picture. */
const SHOWN = /^(?:が|を|の)?(?:動画|画像|映像|画面|フレーム)?(?:に|上に)(?:描|映|写|重ね|表示)/;

const GOVERNED = new Set([
  'path',
  'trajectory',
  'drive',
  'motion',
  'machine',
  'planner',
  'policy',
  'generator',
  'decoder',
  'vlm',
  'tokens',
]);

function described(mention: Mention, clause: Clause, inClause: readonly Mention[]): boolean {
  const from = mention.end - clause.start;
  const after = clause.text.slice(from);
  if (
    /^(?:モデル|AI)?(?:が|で|により|によって|による)(?:生成|作成|作|出力)(?:された|した|され|する)/.test(
      after,
    )
  )
    return true;
  if (/^(?:[^をは、]{0,4})(?:と|や|および|及び|も|かつ|・)(?!して|の)/.test(after)) return false;
  const speaking = inClause.filter((one) => one.concept === 'text' && one.start >= mention.end);
  return speaking.some((one) => {
    const behind = clause.text.slice(one.end - clause.start);
    if (MEANS.test(behind)) return false;
    const between = clause.text.slice(from, one.start - clause.start);
    // An object of its own ends what the text could speak of: 軌道を直して説明も...
    return (
      !/(?:直し|修正し|改善し|学習し|訓練し|再学習し|させて|変えて|抑え)/.test(between) &&
      !/^(?:は|を)、?(?:直|修正|改善|学習)/.test(between)
    );
  });
}

/** The role of `mention` in its clause. */
export function japaneseRole(mention: Mention, clause: Clause, inClause: readonly Mention[]): Role {
  const after = clause.text.slice(mention.end - clause.start);
  const left = LEFT_OUT.exec(after);
  if (!TWICE.test(clause.text) && left !== null && !DONE_BEFORE.test(after.slice(0, left.index))) {
    // 軌道ではなく説明文: only what stands before the negation is left out.
    return 'excluded';
  }
  if (FINISHED.test(after)) return 'excluded';
  if (OTHERS.test(clause.text) && mention.concept !== 'graft') return 'delegated';
  if (mention.concept === 'text' && MEASURE.test(after)) return 'means';
  if (mention.concept === 'made-video') return 'described';
  const before = clause.text.slice(0, mention.start - clause.start);
  if (SHOWN.test(after) || /に(?:描かれ|映っ|写っ|表示され|重ねられ)(?:た|ている|る)$/.test(before))
    return 'described';
  if (!GOVERNED.has(mention.concept)) return 'wanted';
  if (mention.concept === 'planner' && SERVED.test(after)) return 'served';
  if (mention.concept === 'planner' || mention.concept === 'vlm') return 'wanted';
  return described(mention, clause, inClause) ? 'described' : 'wanted';
}
