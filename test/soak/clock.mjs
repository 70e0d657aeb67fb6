// Loaded before cookbook-run in some nights of the soak: after CLOCK_AFTER_MS the wall clock is CLOCK_JUMP_MS off.
const real = Date.now.bind(Date);
const start = real();
Date.now = () =>
  real() + (real() - start > Number(process.env.CLOCK_AFTER_MS) ? Number(process.env.CLOCK_JUMP_MS) : 0);
