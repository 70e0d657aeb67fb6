/** The digest by which samples are known. */
import * as crypto from 'node:crypto';

/** Of the bytes of a text in UTF-8, in hexadecimal digits. The short way came with Node.js 20.12 and costs half of the other. */
export const sha256: (text: string) => string =
  typeof crypto.hash === 'function'
    ? (text) => crypto.hash('sha256', text)
    : (text) => crypto.createHash('sha256').update(text).digest('hex');
