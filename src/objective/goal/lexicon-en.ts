/** English words of the concepts. */
import type { Lexicon } from './concept.ts';

export const ENGLISH: Lexicon = [
  [
    'decoder',
    /\b(?:trajector(?:y|ies)|traj|actions?|diffusion|flow(?:[- ]matching)?|paths?|motion|waypoints?|planning|planner|control|driving|steering|continuous)[- ]+(?:(?:flow[- ]?matching|diffusion|trajectory|action|prediction|generation|generating|planning|producing|policy|conditioned)[- ]+){0,2}(?:decoders?|decoding|experts?|heads?|generators?|modules?|towers?|branch(?:es)?|denoisers?|transformers?|layers?|networks?)\b/gi,
  ],
  [
    'decoder',
    /\b(?:flow[- ]?matching|denoising|denoiser|velocity[- ]field|diffusion (?:loss|objective|policy|part|component|planner|based (?:planner|policy)))\b(?: (?:loss|objective|mse))?/gi,
  ],
  [
    'decoder',
    /\b(?:decoder|head|part|module|component|network)s? (?:that|which) (?:draws|makes|produces|generates|outputs|predicts|plans|emits) (?:the |its |a )?(?:\w+ )?(?:path|trajector\w+|waypoints?|motion|actions?)/gi,
  ],
  [
    'decoder',
    /\b(?:the|its|alpamayo(?:'s)?|r1(?:'s)?|frozen|model's|vla's) (?!language|text|llm|video|audio|image|jpeg|vae|token|domain|human)(?:\w+ )?(?:decoder|expert)s?\b(?! (?:annotat|driver|label|demonstrat|knowledge|review|human|level|opinion|panel))/gi,
  ],
  [
    'decoder',
    /\btrajector(?:y|ies) (?:mse|l1|l2|loss|regression|denoising)\b|\bwaypoint (?:mse|l1|l2|loss|regression)\b/gi,
  ],
  [
    'decoder',
    /\b(?:regress(?:ion|ing)?|mse|l2|l1|huber)[- ](?:loss|objective|targets?|head)?\b ?(?:on|for|of|over)? (?:the |our )?(?:trajector\w+|waypoints?|xyz|paths?|coordinates|future positions)/gi,
  ],
  [
    'path',
    /\b(?:always |only |just |keeps? |still |kept )*(?:straight[- ](?:driving|ahead|line|going|on|path)?[- ]?(?:bias|tendency|prior|problem|issue|behaviou?r)|(?:driv(?:es?|ing|en)|drove|go(?:es|ing)?|went|head(?:s|ing)?|plough\w*|plow\w*|keep(?:s|ing)?|steer(?:s|ing)?|continu(?:es?|ing)|run(?:s|ning)?|plan(?:s|ning)?|predict(?:s|ing)?|travel\w*|mov(?:es?|ing)) (?:\w+ ){0,2}straight(?: (?:ahead|on|through|line))?|straight[- ](?:driving|line driving|bias))\b/gi,
  ],
  [
    'path',
    /\b(?:planned|driven|driving|executed|actual|output|sampled|final|resulting|physical|real|car's|vehicle's|ego's|its|predicted|generated|closed[- ]loop) (?:ego |vehicle |future |driving |motion )*(?:paths?|routes?|motion|course|trajector(?:y|ies)|rollouts?|plans?)\b/gi,
  ],
  [
    'path',
    /\b(?:fix|correct|repair|mend|straighten|bend|smooth|debias|rectify|adjust)(?:ing|s)? (?:the |its |our |their |alpamayo's |r1's )?(?:\w+ )?(?:trajector(?:y|ies)|paths?|motion)\b/gi,
  ],
  [
    'path',
    /\b(?:path|trajectory|motion) (?:quality|smoothness|jitter|accuracy|error|bias|drift|planning|shape|curvature|prediction error|metrics?)\b|\b(?:l2|displacement|lateral|longitudinal|heading|cross[- ]track) (?:displacement |tracking )?(?:errors?|distance|deviation)\b|\b(?:collision|off-?road|miss|disengagement) rates?\b|\bclosed[- ]loop (?:score|driving|performance|success\w*|metrics?)\b/gi,
  ],
  [
    'path',
    /\b(?:steer(?:s|ed|ing)?|hug(?:s|ging)|lane[- ]chang(?:es?|ing)|turn(?:s|ing)? the (?:steering )?wheel|swerv\w*|veer\w*|oversteer\w*|understeer\w*|lane[- ](?:keeping|departure|centering)|cut\w* (?:the )?corners?|weav(?:es|ing)|drifts?|drifting|overshoot\w*|undershoot\w*|curvature)\b/gi,
  ],
  [
    'path',
    /\b(?:bends?|turns?|turning|turned|curves?|yields?|nudges?|brakes?|merges?|stops?) (?:too |more |less |properly |correctly |smoothly |earlier |later |early |late |in time |left |right |sharply |enough ){0,3}(?:at|in|into|through|around|for|before|on|with|left|right|late|early|wide|tight(?:ly)?)\b(?: (?:an?|the|every|sharp|tight|red|busy|t-?|unprotected|roundabout|four-way) )*(?:intersections?|junctions?|curves?|corners?|crossings?|roundabouts?|bends?|lights?|pedestrians?)?/gi,
  ],
  [
    'path',
    /\b(?:take|takes|taking|make|makes|making|follow\w*|negotiat\w+|handle|handles|handling|miss|misses|missing|complet\w+|execut\w+|fail\w* to (?:take|make)) (?:the |a |an |sharp |tight |left |right |left-hand |right-hand |unprotected |its |every |any |more )*(?:turns?|curves?|corners?|bends?|u-turns?|lanes?|route)\b/gi,
  ],
  [
    'path',
    /\b(?:won't|will not|doesn't|does not|never|refus\w+ to|fail\w* to|unable to|cannot|can't|not) (?:\w+ )?(?:turn|steer|bend|brake|stop|yield|swerve|curve|change lanes?|slow)\b|\b(?:turns?|steers?|bends?|curves?) (?:\w+ )?(?:instead of|rather than)\b/gi,
  ],
  [
    'tokens',
    /\b(?:discrete|quanti[sz]ed|trajectory|traj|action|motion|path) (?:(?:trajectory|traj|action|motion|path) )?tokens?\b|\btokeni[sz]ed? (?:the )?(?:trajector\w+|actions?|paths?|waypoints?)\b/gi,
  ],
  [
    'pixels',
    /\b(?:pixel|image|camera|2-?d|screen)[- ](?:space|coordinates?|plane|points?|positions?|trajector\w+|traces?|paths?|waypoints?)\b|\bpixels?\b|\bpoint_2d\b|\bgripper trajector\w+/gi,
  ],
  [
    'numeric-text',
    /\b(?:in|as) (?:met(?:re|er)s?|json|text|plain text|a (?:json|list|string|table|python|csv)\w*|numbers|digits|words|csv|strings?|xml|yaml|markdown|natural language|coordinates)\b|\bjson\b|\bas (?:an? )?(?:text|json|list)\b/gi,
  ],
  [
    'graft',
    /\b(?:swap|swapp\w+|graft\w*|transplant\w*|re-?insert\w*|insert\w*|plug\w*|drop\w*|load\w*|cop(?:y|ied|ying)|merg\w+|inject\w*|port(?:ed|ing)?|splic\w+|put\w*|stitch\w*|replac\w+|substitut\w+|exchang\w+|overwrit\w+|import\w*|install\w*)\b(?=[^;!?\n]{0,90}?\b(?:back (?:in|into|to)|into|in|inside|onto|over|under|as (?:the |its )?(?:new )?(?:\w+ )?(?:backbone|brain|vlm)|(?:with|for|by) (?:(?:the|our|my|a) )?(?:\w+[ -]){0,4}(?:reason\w*|fine-?tun\w*|one|version|weights|checkpoint))\b)/gi,
  ],
  [
    'graft',
    /\b(?:us(?:e|ed|ing)|tak(?:e|es|ing)|combin\w+|transfer\w*|mov(?:e|ed|ing)|attach\w*|deploy\w*|integrat\w+|bring\w*|send\w*|feed\w*)\b(?=[^;!?\n]{0,90}?\b(?:back (?:in|into|to)|inside|weights (?:in|to|into)|(?:the )?checkpoint (?:in|to|into)|as (?:the |its |a |alpamayo's )?(?:new )?(?:\w+ )?(?:backbone|brain|vlm))\b)/gi,
  ],
  ['graft', /\bback(?:bone)? (?:swap|replacement)\b|\bdrop-in (?:backbone|replacement)\b/gi],
  [
    'generator',
    /\b(?:world (?:foundation )?models?|video (?:diffusion|generation)(?: models?)?|(?:text|image|video)[- ]to[- ](?:video|image)|diffusion (?:models?|transformers?|backbone|unet|dit)|video generators?|generative (?:video|world) models?|dit backbone)\b/gi,
  ],
  [
    'generator',
    /\b(?:generat(?:e|es|ing)|synthesi[sz](?:e|es|ing)|render(?:s|ing)?|hallucinat(?:e|ing)) (?:(?:new|more|synthetic|realistic|future|photorealistic|driving|longer|better|night|rainy|high[- ]quality|smooth(?:er)?|multi-?view|dashcam|street) ){0,3}(?:videos?|clips?|frames?|footage|images?|scenes?|scenarios)\b/gi,
  ],
  [
    'generator',
    /\b(?:generated|synthetic) (?:videos?|clips?|frames?|footage) (?:look|quality|more|sharper|longer)\b/gi,
  ],
  [
    'planner',
    /\b(?:driving|av|self-driving|autonomous[- ]driving|motion|path|trajectory|end-to-end|e2e) (?:policy|policies|planners?|models?|stack|agent)\b|\bplanners?\b/gi,
  ],
  [
    'policy',
    /\b(?:robot(?:'s)?|manipulation|action|diffusion|humanoid|arm) (?:policy|policies|control(?:ler)?)\b|\bmotor commands?\b|\bjoint (?:angles|torques|positions|commands)\b/gi,
  ],
  [
    'vlm',
    /\b(?:vlm|backbone|brain|language (?:model|part|tower)|vision[- ]language(?: model)?|llm|vision (?:encoder|tower|part)|vit|text (?:part|side|half))\b/gi,
  ],
  [
    'drive',
    /\b(?:driv(?:e|es|ing|en)|drove) (?:\w+ )?(?:better|safer|safely|smoother|smoothly|more|less|worse|badly|well|well\w*|defensively|aggressively|comfortably|correctly)\b|\b(?:better|safer|smoother|improved?|unsafe|aggressive|defensive) driv(?:er|ing)\b|\b(?:vehicle|car|ego|robotaxi|shuttle|truck|bus)(?:'s)? (?:driving )?behaviou?rs?\b|\b(?:ride |driving )?comfort\b|\bdriving (?:performance|quality|behaviou?rs?|skills?|scores?|ability|comfort|style|decisions?|actions?)\b|\bdrives?\b(?= (?:in|on|like|through|around)\b)/gi,
  ],
  [
    'trajectory',
    /\btrajector(?:y|ies)\b|\bwaypoints?\b|\bpaths?\b(?! (?:to|of the file|name))|\bfuture (?:positions?|coordinates|poses?|locations?)\b|\bego[- ]?motion\b|\b(?:next|future) (?:\d+ |few )?(?:positions?|coordinates|poses?)\b|\broutes?\b/gi,
  ],
  [
    'text',
    /\b(?:caption\w*|differences?|distinctions?|rank(?:s|ed|ing)?\b|tell(?:s|ing)? (?:whether|if|apart|us)|say(?:s|ing)?\b|descri\w+|v?qa\b|q&a|questions?|question[- ]answering|answer\w*|explain\w*|explanations?|narrat\w+|summar\w+|labels?|labell?ing|auto-?label\w*|tag|tags|tagg\w+|classif\w+|annotat\w+|reports?|reporting|transcri\w+|timestamps?|timecod\w+|locali[sz]\w+|scor(?:e|es|ing)|rate|rates|rating|ratings|judg\w+|critic\w*|critiqu\w+|plausib\w+|detect\w*|recogni\w+|grounding|count|counting|ocr|understand\w*|reasoning|reasons?\b(?! ?[12])|rationales?|chain[- ]of[- ](?:thought|causation)|coc|cot|text\w*|wording|language|dialog\w*|instruction[- ]following|multiple[- ]choice|mcq|attributes?|comprehension|accuracy of (?:the )?answers|hallucinat\w+|identif\w+|metadata|search|retriev\w+|mentions?|translat\w+|speak|sentences?|vocabulary|terminology|phras\w+|verbal\w*|vqa|spot|read|reads|verif\w+|triage|filter\w*|flag|flags|quality control|evaluat\w+|assess\w*|benchmark\w*|temporal|event\w*|anomal\w+|distinguish\w*|discriminat\w+|interpret\w*|comment\w*|prompt\w*|perce\w+|output format|knowledge)\b/gi,
  ],
];
