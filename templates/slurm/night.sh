#!/bin/bash
# One night of the series {{series}}, as cookbook-run submitted it; it runs as it stands: sbatch {{script}}
# Only one job of this name runs at a time on the whole cluster (singleton), so that no two nights of a series meet.
{{directives}}

{{setup}}
{{left}}
# cookbook-run takes the shell's place: it trains on the nodes of this job, judges the result and promotes it; its exit code is the job's.
exec {{program}} nightly run {{file}}{{for}}
