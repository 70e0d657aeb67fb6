#!/bin/sh
# A hook for [on]: the record of the night comes on standard input. Put the address into the environment.
exec curl --silent --show-error --fail --data-binary @- --header 'content-type: application/json' "$NIGHTLY_WEBHOOK"
