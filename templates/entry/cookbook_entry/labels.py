"""The label schemas, checked, and the text a model is taught to answer."""

from __future__ import annotations

import json
from typing import Any

from .errors import Findings

AVHA_KEYS = (
    "weather",
    "lighting",
    "road_conditions",
    "traffic_light",
    "traffic_sign",
    "additional_traffic_rules",
    "road_type",
    "junction_type",
    "lane_type",
    "additional_map_rules",
    "interactive_expanded_metaaction",
    "safety_analysis",
    "driving_difficulty",
    "rule_violation",
    "interesting_scenario",
)
AVHA_DROPPED = ("critical_object", "noninteractive_expanded_metaaction")
"""Keys of AVHA labels that the published recipe leaves out of the answer."""
NULL_ALLOWED = ("additional_traffic_rules", "additional_map_rules", "interactive_expanded_metaaction")
CV_KEYS = ("event_start_frame", "event_start_timestamp", "final_content")
CV_BEHAVIOR_KEYS = ("ego_behavior_reasoning", "effect_on_ego_behavior", "difficulty_score")
REASONING_KEYS = ("description", "driving difficulty explanation", "notice")
SCHEMAS = ("human", "cv", "reasoning")


def schema_of(label: Any) -> str | None:
    """Which schema a label follows, from its content: human, cv, reasoning, or None."""
    if not isinstance(label, dict):
        return None
    if "final_content" in label:
        return "cv"
    if isinstance(label.get("response"), dict):
        return "reasoning"
    return "human" if len(set(label) & set(AVHA_KEYS)) >= len(AVHA_KEYS) // 2 else None


def answer(value: dict[str, Any]) -> str:
    """The target text: the label as a fenced JSON block, characters as they are."""
    return "```json\n" + json.dumps(value, indent=2, ensure_ascii=False) + "\n```"


def _pick(value: Any, keys: tuple[str, ...], where: str, findings: Findings, known: tuple[str, ...] = ()) -> Any:
    """``value`` with exactly ``keys`` in their order; None (and problems) when one is missing."""
    if not isinstance(value, dict):
        findings.problem(where, f"is {type(value).__name__}, not a JSON object", "write an object")
        return None
    missing = [key for key in keys if key not in value]
    if missing:
        findings.problem(where, f"lacks {', '.join(missing)}", "add the keys to the label")
    for key in value:
        if key not in keys and key not in known:
            findings.warn(f"unknown label key {key!r} is kept out of the answer", where)
    return None if missing else {key: value[key] for key in keys}


def _odd_values(label: dict[str, Any], where: str, findings: Findings) -> None:
    for key, value in label.items():
        if isinstance(value, str) and value.strip().lower() in ("true", "false"):
            findings.warn(f"{key} is a boolean written as a string", where)
        elif value is None and key not in NULL_ALLOWED:
            findings.warn(f"{key} is null", where)
        elif isinstance(value, str) and not value.strip():
            findings.warn(f"{key} is an empty string", where)
    difficulty = label["driving_difficulty"]
    if isinstance(difficulty, bool) or difficulty not in (1, 2, 3, 4):
        findings.warn("driving_difficulty is not one of 1, 2, 3, 4", where)


def avha_answer(label: Any, where: str, findings: Findings, objects: bool = False) -> str | None:
    """The answer of an AVHA or human label; ``objects`` keeps ``critical_object`` when it is there."""
    picked = _pick(label, AVHA_KEYS, where, findings, AVHA_DROPPED)
    if picked is None:
        return None
    _odd_values(picked, where, findings)
    if objects and "critical_object" in label:
        picked["critical_object"] = label["critical_object"]
    elif objects:
        findings.warn("critical_object is not in the label", where)
    return answer(picked)


def cv_answer(label: Any, where: str, findings: Findings) -> str | None:
    """The answer of a CV label: when an event starts and how it changes the ego vehicle's behaviour."""
    picked = _pick(label, CV_KEYS, where, findings)
    if picked is None:
        return None
    content = _pick(picked["final_content"], ("ego_behavior_schema",), f"{where}: final_content", findings)
    place = f"{where}: final_content.ego_behavior_schema"
    behavior = None if content is None else _pick(content["ego_behavior_schema"], CV_BEHAVIOR_KEYS, place, findings)
    if behavior is None:
        return None
    return answer({**picked, "final_content": {"ego_behavior_schema": behavior}})


def reasoning_answer(label: Any, where: str, findings: Findings) -> str | None:
    """The answer of a reasoning label: a description, its difficulty, and what to notice when."""
    outer = _pick(label, ("response",), where, findings)
    inner = None if outer is None else _pick(outer["response"], REASONING_KEYS, f"{where}: response", findings)
    if inner is None:
        return None
    notice = inner["notice"]
    if not isinstance(notice, list) or not all(
        isinstance(entry, dict) and all(isinstance(text, str) for text in entry.values()) for entry in notice
    ):
        fix = 'write a list of {"Between time 1s and 2s": "…"}'
        findings.problem(f"{where}: response.notice", "is not a list of objects of text", fix)
        return None
    return answer({"response": inner})


def label_answer(label: Any, where: str, findings: Findings) -> tuple[str, str] | None:
    """Schema and answer of a label of any of the three schemas; None (and problems) when it follows none."""
    schema = schema_of(label)
    if schema is None:
        what = "follows none of the three label schemas"
        fix = "human needs the AVHA keys, cv needs final_content, reasoning needs response"
        findings.problem(where, what, fix)
        return None
    if schema == "human":
        text = avha_answer(label, where, findings, objects=True)
    else:
        text = {"cv": cv_answer, "reasoning": reasoning_answer}[schema](label, where, findings)
    return None if text is None else (schema, text)
