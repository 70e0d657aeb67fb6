/** Which errors of the file system are the disk's and not ours. */

/** No room, a quota, a limit of file sizes, a disk that takes nothing: whatever we did. */
const NO_ROOM = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EIO'];
const CODES = new Set([...NO_ROOM, 'EACCES', 'EPERM', 'ENOENT', 'ENOTDIR']);

const isOneOf = (error: unknown, codes: { has(code: string): boolean }): error is NodeJS.ErrnoException => {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code !== undefined && syscall !== undefined && codes.has(code);
};

/** Whether something could not be written because of where it was to be written. */
export const isDiskError = (error: unknown): error is NodeJS.ErrnoException => isOneOf(error, CODES);

/** Whether a disk takes no more: never a bug of ours, wherever it comes from. */
export const isFull = (error: unknown): error is NodeJS.ErrnoException => isOneOf(error, new Set(NO_ROOM));
