#!/bin/sh
# An evaluation for [gate]: prints one JSON object of numbers. This one only counts the files of the export.
printf '{"files": %s}\n' "$(ls "$COOKBOOK_EXPORT" | wc -l)"
