/** English words of the concepts. */
import type { Lexicon } from './concept.ts';

export const ENGLISH: Lexicon = [
  [
    'decoder',
    /\b(?:trajector(?:y|ies)|traj|actions?|diffusion|flow(?:[- ]matching)?|paths?|motion|waypoints?|planning|planner|control|driving|steering|continuous)[- ]+(?:(?:flow[- ]?matching|diffusion|trajectory|action|forecasting|prediction|generation|generating|planning|producing|policy|conditioned)[- ]+){0,2}(?:decoders?|decoding|experts?|heads?|generators?|modules?|towers?|branch(?:es)?|samplers?|denoisers?|transformers?|layers?|networks?)\b/gi,
  ],
  [
    'decoder',
    /\b(?:flow[- ]?matching|denoising|denoiser|velocity[- ](?:field|predictions?)|flow (?:model|loss|head|network)|diffusion (?:loss|objective|policy|part|component|planner|based (?:planner|policy)))\b(?: (?:loss|objective|mse))?/gi,
  ],
  [
    'decoder',
    /\b(?:decoder|head|part|module|component|network|half|thing|piece|layer|stage|side)s? (?:that|which) (?:(?:draw|make|produce|generate|output|predict|plan|emit)s? (?:the |its |a |our )?(?:\w+ ){0,2}(?:path|trajector\w+|waypoints?|motion|actions?|plans?)|(?:drives?|steers?|moves?|acts?|plans?)\b)|\bwhat(?:ever)? (?:draws|makes|produces|generates|outputs|predicts|plans|emits) (?:the |its |a |our )?(?:\w+ )?(?:paths?|trajector\w+|waypoints?|motion|actions?)|\b(?:after|behind|downstream of|past|reads?|reading) the (?:kv|key[- ]value)[- ]?cache|\b(?:motion|action|driving|trajectory|planning|control|acting) (?:side|part|half)\b|\b(?:one|part|half) (?:that|which) (?:isn['’]t|is not) (?:a |the )?(?:language|vlm|text)/gi,
  ],
  [
    'decoder',
    /\b(?:the|its|alpamayo(?:'s)?|r1(?:'s)?|frozen|model's|vla's) (?!language|text|llm|video|audio|image|jpeg|vae|token|domain|human)(?:\w+ )?(?:decoder|expert)s?\b(?! (?:annotat|driver|label|demonstrat|knowledge|review|human|level|opinion|panel))/gi,
  ],
  [
    'decoder',
    /\b(?:behaviou?r(?:al)?|action) cloning\b|\bimitation learning\b|\b(?:waypoints?|trajectory|path|pose|motion)[- ]regress\w+|\bmse\b|\bregression (?:targets?|loss|labels?|head)\b|\bhuber\b|\bl[12] (?:loss|between|to (?:the )?(?:ground|recorded|driven|human))\b|\bground[- ]truth (?:poses?|trajector\w+|paths?|waypoints?)\b|\btrajector(?:y|ies) (?:mse|l1|l2|loss|regression|denoising)\b|\bwaypoint (?:mse|l1|l2|loss|regression)\b/gi,
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
    /\b(?:fix|correct|repair|mend|straighten|bend|smooth|debias|rectify|adjust|chang|alter|shap|improv|refin|optimi[sz]|tun|shift)(?:e|es|ed|ing|s)? (?:the |its |our |their |alpamayo's |r1's )?(?:\w+ )?(?:trajector(?:y|ies)|paths?|motion|waypoints?)\b(?! (?:captions?|descriptions?|questions?|vqa|qa|labels?|tokens?|text|explanations?|json|reasoning))/gi,
  ],
  [
    'path',
    /\b(?:paths?|trajector(?:y|ies)|waypoints?|routes?|rollouts?) (?:that )?(?:(?:should|must|shall|can|could|will|would|to|always|never|still|not|no longer|actually|are|is|be|become|becomes) ){0,3}(?:get\w* (?:\w+ )?(?:better|smoother|straighter|worse)|improv\w*|point(?:ing|ed)? (?:straight|ahead|left|right|the wrong)|fold\w*|swing\w*|hug\w*|ignor\w+|follow\w*|bend\w*|bent|curv\w+|respect\w*|stay\w*|leav\w+|cross\w*|cut\w*|go(?:es|ing)?|run(?:s|ning)?|match\w*|avoid\w*|clip\w*|oscillat\w*|jitter\w*|smoother|too|straighter|(?:less )?jerk\w*|straight)\b|\bsmoother (?:paths?|trajector\w+|waypoints?|motion)\b|\b(?:trajector\w+|paths?|waypoints?) (?:that |which )?(?:it|the model|alpamayo|the car|the expert) (?:outputs?|plans?|drives?|takes?|produces?|predicts?)\b/gi,
  ],
  [
    'path',
    /\b(?:path|trajectory|motion) (?:quality|smoothness|jitter|accuracy|error|bias|drift|planning|shape|curvature|prediction error|metrics?)\b|\b(?:l2|displacement|lateral|longitudinal|heading|cross[- ]track) (?:displacement |tracking )?(?:errors?|distance|deviation)\b|\b(?:collision|off-?road|miss|disengagement) rates?\b|\bdisengagements?\b|\bzig-?zag\w*\b|\bclosed[- ]loop\b|\b(?:alpa|nav)sim\b|\bbench2drive\b|\bnuplan\b|\b(?:racing|driving|driven|ideal|different|better|tighter|wider) lines?\b(?! of)/gi,
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
    /\b(?:discrete|quanti[sz]ed|trajectory|traj|action|motion|path) (?:(?:trajectory|traj|action|motion|path) )?tokens?\b|\b(?:tokeni[sz]e[ds]?|tokeni[sz]ing|quanti[sz]e[ds]?|quanti[sz]ing|discreti[sz]e[ds]?|discreti[sz]ing) (?:the |our |its |future )?(?:\w+ )?(?:trajector\w+|actions?|paths?|waypoints?|steering|motion|curvature|coordinates)\b|\b(?:as|into) (?:\w+ )?tokens\b/gi,
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
    /\b(?:swap|swapp\w+|graft\w*|transplant\w*|re-?insert\w*|insert\w*|plug\w*|drop\w*|load\w*|cop(?:y|ied|ying)|merg\w+|inject\w*|port(?:ed|ing)?|splic\w+|put\w*|stitch\w*|replac\w+|substitut\w+|exchang\w+|overwrit\w+|import\w*|install\w*)\b(?=[^;!?\n]{0,90}?\b(?:back (?:in|into|to)|into|in|inside|onto|over|under|as (?:the |its )?(?:new )?(?:\w+ )?(?:backbone|brain|vlm)|(?:with|for|by) (?:(?:the|our|my|a) )?(?:[\w'’]+[ -]){0,4}(?:reason\w*|fine-?tun\w*|one|version|weights|checkpoint))\b)/gi,
  ],
  [
    'graft',
    /\b(?:us(?:e|ed|ing)|tak(?:e|es|ing)|combin\w+|transfer\w*|mov(?:e|ed|ing)|attach\w*|deploy\w*|integrat\w+|bring\w*|send\w*|feed\w*)\b(?=[^;!?\n]{0,90}?\b(?:back (?:in|into|to)|inside|weights (?:in|to|into)|(?:the )?checkpoint (?:in|to|into)|as (?:the |its |a |alpamayo's )?(?:new )?(?:\w+ )?(?:backbone|brain|vlm))\b)/gi,
  ],
  [
    'graft',
    /\b(?:appl(?:y|ies|ied|ying)|us(?:e|es|ed|ing)|tak(?:e|es|ing)|averag(?:e|es|ing)|blend\w*|interpolat\w*|ship(?:s|ped|ping)?|deploy\w*|cop(?:y|ied|ies|ying)|writ(?:e|es|ing)|move|transfer\w*|reus(?:e|es|ed|ing)|add\w*|mount\w*|run\w*)\b(?=[^.;!?\n]{0,60}\b(?:lora|adapters?|weights?|checkpoints?|deltas?|fine-?tuned|reason ?-?[12]\S*|language_model\S*)[^;!?\n]{0,60}?\b(?:to|onto|on top of|over|inside|into|in|within|as|with|and)\b[^;!?\n]{0,40}?\b(?:alpamayo|vla\b|vlm\.|r1\b|planner|driving model))/gi,
  ],
  [
    'graft',
    /\b(?:lora|adapters?|weights?|checkpoints?|cosmos[- ]reason\S*|reason ?-?[12]\S*)\b(?=[^.;!?\n]{0,40}\b(?:as|in place of|instead of) (?:the |its |a |alpamayo's )?(?:new )?(?:vlm|backbone|brain))/gi,
  ],
  ['graft', /\bback(?:bone)? (?:swap|replacement)\b|\bdrop-in (?:backbone|replacement)\b/gi],
  [
    'text',
    /\b(?:find|spot|filter|select|search|choose|reject|retriev|curat|sort|mine|pick)\w* (?:for |out |the |all |any |every |me |those |unsafe |rare |our |bad |good |synthetic |generated ){0,3}(?:clips?|videos?|scenes?|segments?|moments?|events?|examples?|cases?|frames?|footage|instances?|recordings?)\b/gi,
  ],
  [
    'generator',
    /\b(?:world (?:foundation )?models?|video (?:diffusion|generation)(?: models?)?|(?:text|image|video)[- ]to[- ](?:video|image)|diffusion (?:models?|transformers?|backbone|unet|dit)|video generators?|generative (?:video|world) models?|dit backbone)\b/gi,
  ],
  [
    'generator',
    /\b(?:generat(?:e|es|ing)|synthesi[sz](?:e|es|ing)|render(?:s|ing)?|hallucinat(?:e|ing)|simulat(?:e|es|ing)|imagin(?:e|es|ing)|produc(?:e|es|ing)|creat(?:e|es|ing)|augment(?:s|ing)?|mak(?:e|es|ing)|extend(?:s|ing)?|fill(?:s|ing)?(?: in)?|complet(?:e|es|ing)|extrapolat(?:e|es|ing)|forecast(?:s|ing)?|predict(?:s|ing)?) (?:(?!(?:of|from|for|about|on|to|with|in|that|which|and|or|whether|if|how|what|captions?|labels?|text|descriptions?|questions?|answers?|summar\w+|tags?|qa|vqa|annotations?|explanations?|reports?)\b)[\w'’-]+ ){0,5}(?:videos?|clips?|frames?|footage|images?|pixels|sequences|camera views?)\b(?!['’]?s?[- ](?:and )?(?:captions?|labels?|descri\w+|questions?|q&?a|vqa|summar\w+|tags?|annot\w+|text|answers?|explan\w+|reports?|scores?|level|question|metadata|titles?|embedding\w*|classif\w+|timestamps?|reasoning|pairs?|ids?|names?|paths?))/gi,
  ],
  [
    'generator',
    /\b(?:relight|recolou?r|restyle|re-?render|colou?ri[sz]e|upscale|deblur|denoise|dehaze)\w* (?:[\w'’-]+ ){0,4}?(?:videos?|clips?|drives?|footage|frames?|images?|recordings?|scenes?)\b|\b(?:seconds?|minutes?|frames) of (?:[\w-]+ ){0,3}(?:video|footage)\b(?! (?:captions?|descri|labels?))|\b(?:convert|turn|transform|translat|transfer|restyl|chang|edit|relight|mak)(?:e|es|ed|ing|s)? (?:(?!(?:of|about|captions?|labels?|text|descri\w+)\b)[\w'’-]+ ){0,4}(?:videos?|clips?|footage|frames?|renders?|images?|scenes?|recordings?|drives?) (?:look )?(?:in)?to (?!(?:\w+ ){0,2}(?:text|captions?|words|labels?|json|questions?|prose|reports?|descri\w+|summar\w+|sentences?|stories|answers?|q&?a|vqa|tags?|annotations?|scores?)\b)|\b(?:sim(?:ulation)?[- ]?(?:2|to)[- ]?real|style transfer|next[- ]frame prediction|frame interpolation|super[- ]resolution|inpaint\w*|video (?:prediction|synthesis|editing|to video)|\w+2(?:video|world|image)\b|synthetic (?:[\w-]+ ){0,2}data(?=\s+(?:from|for|by|with|out)\b)|roll the world forward|(?:continuation|extension)s? of (?:each|every|the|our|a|all) ?(?:clip|video)s?(?!['’])|(?:chang|alter|edit|replac|remov|add|insert)\w* (?:the |some |more )?(?:weather|seasons?|lighting|sky|backgrounds?|time of day|pedestrians?|cars?|vehicles?|objects?|rain|snow|fog) (?:in|from|to|of|into) (?:[\w-]+ ){0,3}(?:videos?|clips?|footage|recordings?|frames?|images?|drives?)|synthetic (?:pedestrians?|cars?|vehicles?|objects?|people|traffic) (?:in|into)|(?:as|like) an? (?:\w+ )?simulator|novel views?|view synthesis|neural render\w*|day[- ]to[- ]night)\b/gi,
  ],
  [
    'generator',
    /\b(?:generated|synthetic) (?:videos?|clips?|frames?|footage) (?:look|quality|more|sharper|longer)\b/gi,
  ],
  [
    'made-video',
    /\b(?:generated|synthetic|rendered|ai[- ]made) (?:[\w-]+ ){0,2}(?:videos?|clips?|frames?|footage|images?|scenes?|near[- ]misses)\b/gi,
  ],
  [
    'planner',
    /\b(?:driving|av|self-driving|autonomous[- ]driving|motion|path|trajectory|end-to-end|e2e) (?:policy|policies|planners?|models?|stack|agent)\b|\bplanners?\b/gi,
  ],
  [
    'policy',
    /\b(?:robot(?:'s)?|manipulation|action|diffusion|humanoid|arm) (?:policy|policies|control(?:ler)?)\b|\bcontrollers?\b|\bsuccess rates?\b|\bgrasp(?:ing)? success\b|\bgaits?\b|\bpick[- ]and[- ]place\b|\bwhole[- ]body\b|\bvisuomotor\b|\bmotor commands?\b|\bjoint (?:angles|torques|positions|commands)\b/gi,
  ],
  [
    'vlm',
    /\b(?:vlm|backbone|brain|language (?:model|part|tower|side|half)|vision[- ]language(?: model)?|llm|vision (?:encoder|tower|part)|vit|text (?:part|side|half))\b/gi,
  ],
  [
    'drive',
    /\b(?:driv(?:e|es|ing|en)|drove) (?:\w+ )?(?:better|safer|safely|smoother|smoothly|more|less|worse|badly|well|well\w*|defensively|aggressively|comfortably|correctly)\b|\b(?:better|safer|smoother|improved?|unsafe|aggressive|defensive) driv(?:er|ing)\b|\b(?:vehicle|car|ego|robotaxi|shuttle|truck|bus)(?:'s)? (?:driving )?behaviou?rs?\b|\b(?:ride |driving )?comfort\b|\bdriving (?:performance|quality|behaviou?rs?|skills?|scores?|ability|comfort|style|decisions?|actions?)\b|\bdrives?\b(?= (?:in|on|like|through|around)\b)/gi,
  ],
  [
    'trajectory',
    /\btrajector(?:y|ies)\b|\bwaypoints?\b|\bpaths?\b(?! (?:to|of the file|name))|\bfuture (?:positions?|coordinates|poses?|locations?)\b|\bego[- ]?motion\b|\bego[- ](?:poses?|positions?|coordinates)\b|\bpositions? of the (?:ego|car|vehicle)\w*|\b(?:next|future) (?:\d+ |few )?(?:positions?|coordinates|poses?)\b|\broutes?\b(?! \d)/gi,
  ],
  ['trajectory', /\(x, ?y(?:, ?z)?\)(?: (?:positions?|coordinates|points?))?/gi],
  [
    'text',
    /\b(?:caption\w*|(?:differences?|distinctions?) (?:between|of|in)|rank(?:s|ed|ing)?\b|tell(?:s|ing)? (?:whether|if|which|why|what|how|apart|us)|say(?:s|ing)? (?:whether|if|which|why|what|how|where|when|in)|compar(?:e|es|ing)|descri\w+|v?qa\b|q&a|questions?|question[- ]answering|answer\w*|explain\w*|explanations?|justif\w+|narrat\w+|summar\w+|labels?|labell?ing|auto-?label\w*|tag|tags|tagg\w+|classif\w+|annotat\w+|reports?|reporting|transcri\w+|timestamps?|timecod\w+|locali[sz]\w+|scor(?:e|es|ing)|(?<=^|\b(?:to|please|can|should|will|must|and|or|then) |[.;:,] )rates?\b|ratings?|judg\w+|critic\w*|critiqu\w+|plausibility|(?:whether|if|how) (?:[\w-]+ ){0,5}plausible|detect\w*|recogni\w+|grounding|count|counting|ocr|understand(?:ing)?|reasoning|(?<!\b(?:this|that|safety|some|various|these|legal|cost) )reasons?\b(?! ?[12])|rationales?|chain[- ]of[- ](?:thought|causation)|coc|cot|text\w*|wording|dialog\w*|instruction[- ]following|multiple[- ]choice|mcq|comprehension|accuracy of (?:the )?answers|hallucinat\w+|identif\w+|mentions?|translat\w+|sentences?|terminology|phras\w+|verbal\w*|vqa|read|reads|triage|flag|flags|evaluat\w+|assess\w*|distinguish\w*|discriminat\w+|interpret\w*|comment\w*|perce\w+|output format|bounding[- ]box\w*|bbox\w*|subtitl\w+|list(?:s|ing)? (?!of\b)(?:the |all |every |any )?\w+|writ(?:e|es|ing) (?:what|about|up|why|how|incident|a|an|one)\b|yes\/no|in (?:plain )?(?:words|prose|english|natural language)|point(?:s|ing)? (?:to|at)|tell\w* (?:real|true|synthetic|good|safe)\b|proofread\w*|(?:^|[.;:,] |to )(?:name|list|write) (?:the|which|every|all|down)|notes?|feedback|written \w+|(?:^|to |it |and |model )names? the|alt-text)\b/gi,
  ],
  [
    'judging',
    /\b(?:understands|says?|saying|language|attributes?|search|retriev\w+|metadata|speak|vocabulary|spot|spots|verif\w+|filter\w*|quality control|benchmark\w*|temporal|event\w*|anomal\w+|prompt\w*|knowledge|plausible|curat\w+|reject\w*|keywords?|find|show|choose|select)\b/gi,
  ],
];
