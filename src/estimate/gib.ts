/** The unit in which GPU memory is told. */

/** Bytes of a GiB. */
export const GIB = 2 ** 30;
