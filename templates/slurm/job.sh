#!/bin/bash
# The job of run {{run}}, as cookbook-run submitted it; it runs as it stands: sbatch {{script}}
{{directives}}

{{setup}}
# cookbook-run takes the shell's place: it starts the engine on every node with srun, watches it, and proves the end. Slurm's USR1
# (before the time limit) and TERM (scancel) reach it, and its exit code is the job's.
exec {{program}} runs supervise {{folder}}
