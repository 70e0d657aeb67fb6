/** Words of how a machine moves. Whoever asks for a change of it asks for more than text. */
import type { Lexicon } from './concept.ts';

const MACHINE =
  "(?:cars?|vehicles?|ego(?:[- ]vehicle|[- ]car)?|avs?|bus(?:es)?|shuttles?|trucks?|robotaxis?|taxis?|vans?|robots?|arms?|grippers?|manipulators?|humanoids?|drones?|forklifts?|tractors?|wheelchairs?|excavators?|scooters?|carts?|rovers?|boats?|ships?|aircraft|lawn ?mowers?|trams?|machines?|cranes?|agents?|polic(?:y|ies)|planners?|controllers?|it)(?:['’]s)?";

const MOVES = [
  'accelerat\\w*|approach\\w*|avoid\\w*|back(?:s|ed|ing)? up|brak(?:e|es|ed|ing)|bump\\w*|chang\\w* lanes?|clip(?:s|ped|ping)?|coast\\w*|collid\\w*',
  'clip(?:s|ped|ping)?|drop\\w*|hold\\w*|fold\\w*|roll\\w*|crawl\\w*|corner\\w*|crash\\w*|creep\\w*|cross(?:es|ed|ing)?|cut(?:s|ting)?|decelerat\\w*|driv(?:e|es|ing|en)|enter\\w*|follow\\w*',
  'go(?:es|ing)?|went|grasp\\w*|grab\\w*|grip(?:s|ped|ping)?|handl\\w*|deal\\w* with|manag\\w*|hesitat\\w*|hit(?:s|ting)?|jerk\\w*|keep(?:s|ing)?|kept|leav(?:e|es|ing)',
  'lift\\w*|maintain\\w*|merg(?:e|es|ed|ing)|mov(?:e|es|ed|ing)|navigat\\w*|negotiat\\w*|nudg\\w*|oscillat\\w*|overtak\\w*|park\\w*|pass(?:es|ed|ing)?',
  'pick\\w* up|plac(?:e|es|ing)|pull\\w* (?:over|out)|push\\w*|reach\\w*|react\\w*|respect\\w*|revers\\w*|run(?:s|ning)?|slid\\w*',
  'slow\\w*|speed\\w*|start\\w* (?:moving|from)|stay\\w*|stop\\w*|swing\\w*|take\\w*|touch\\w*|turn\\w*|wait\\w*|wander\\w*|wobbl\\w*|yield\\w*',
].join('|');

const NUDGE =
  '(?:(?:must|should|shall|can|could|will|would|to|no longer|always|never|still|just|often|sometimes|only|actually|also|really|not|must not|to not|more|less|suddenly|does|do) ){0,3}';

/** Before the words of the path, which are surer, nothing here takes a place. */
export const MOTION: Lexicon = [
  ['motion', new RegExp(String.raw`\b${MACHINE} ${NUDGE}(?:${MOVES})\b`, 'gi')],
  [
    'motion',
    new RegExp(
      String.raw`\b(?:get|gets|getting|make|makes|making|help|helps|let|have|force|allow|enable|teach|train) (?:the |our |my |a |its |their |this )?(?:\w+ )?(?:${MACHINE.replace('|it)', ')')}) (?!(?:to )?(?:describe|explain|say|answer|caption|report|comment|tell|write|understand|recogni[sz]e|narrate|driver|video|scene|dataset|model|perceive|summari[sz]e|clips?)\w*)`,
      'gi',
    ),
  ],
  [
    'motion',
    /\b(?:phantom|hard|harsh|late|early|emergency) braking\b|\bspeed up\b|\bslow down\b|\b(?:left|right|u|three-point|unprotected)[- ]?(?:hand )?turns?\b|\bturning\b(?! (?:points?|clips?))|\brides?\b|\bnausea\b|\bheading\b|\b(?:emergency|sudden) stops?\b|\bmotion\b(?! (?:capture|blur|sensors?|pictures?|detect\w*))|\b(?:target|planned|driving|vehicle|cruising|approach|cornering) speeds?\b|\b(?:motion |path |route )?planning\b|\bplanned\b|\b(?<!quality |version |access |parental |remote |traffic )controls?\b(?! (?:group|room|panel|questions?|set))|\b(?:driving|acting|manoeuvring|maneuvering)(?= (?:style|part|itself)\b)|\bthe acting\b|\breflexes\b/gi,
  ],
  [
    'motion',
    /\b(?:accelerat\w+|decelerat\w+|brak(?:e|es|ing)|jerk|headway|time gap|speed|velocity|torque|throttle|yaw(?: rate)?|turning (?:rate|radius)|lateral|longitudinal|following distance|stopping distance|ride quality|control) (?:profiles?|outputs?|signals?|commands?|values?|limits?|control|accuracy|actions?|offset|tuning|behaviou?r)\b|\byaw rates?\b|\bjerk\b|\bthrottle\b|\bheadway\b|\bfollowing distance\b|\bactuat\w+\b/gi,
  ],
  [
    'motion',
    /\b(?:drive|drives|driving(?! (?:videos?|clips?|scenes?|footage|data\w*|theory|questions?|instructors?|situations?|scenarios?|licen[cs]es?|recordings?|images?|logs?|domain|school|lessons?))|cruise|corner|cornering|overtake|overtakes|overtaking|manoeuvre|maneuver|park|parks|parking|navigate|navigates|grasps?|picks? up|lane[- ]changes?)\b/gi,
  ],
  [
    'motion',
    /(?:車両?|自車|バス|シャトル|トラック|フォークリフト|トラクター|車いす|車椅子|ドローン|重機|タクシー|ロボット|アーム|エゴ|機体)(?:が|を|は|も)\S{0,14}?(?:進|走|止|停|避|よけ|寄|譲|曲|離|飛び出|動|掴|つか|持ち上|加速|減速|ぶつか|乗り上げ|はみ出|近づ|近寄|行き過ぎ|傾|揺)|(?:車線|レーン)(?:の)?(?:真ん中|中央|中心|端)|車間|車線変更|追い越|追越|加速|減速|発進|徐行|停止(?:線|位置)|一時停止|ブレーキ|(?<!制限|法定)速度|スピード|着陸|離陸|はみ出|乗り上げ|切り返|駐車|合流|バック|ふくらみ|(?:車両?|自車|ロボット|アーム|機体)の(?:動き|動作|挙動)|(?:上手|うま)く(?:走|運転|曲)|運転(?:し|さ|でき)|走(?:る|り|ら|っ|れ|ろ)|ぶつから|道を譲|譲る|(?:計画|目標)速度|制御|計画(?!書|的)|点列|まっすぐ|真っ直ぐ|横(?:加速度|G)|左折|右折|ドライブ|ロボット|カーブ|つかむ|掴む|畳む/g,
  ],
  [
    'machine',
    /\b(?:cars?|vehicles?|ego|shuttles?|robotaxis?|robots?|(?:robot )?arms?|grippers?|drones?)\b(?!['’]?s? (?:videos?|clips?|footage|companies|dealers?|makers?|brands?|fleet))/gi,
  ],
];
