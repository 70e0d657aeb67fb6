/** Files that are called .mp4 and are something else, told by their first bytes. */

/** What a file really is, and whether the engine's video readers (FFmpeg) could still decode it. */
interface OtherContainer {
  readonly name: string;
  readonly readable: boolean;
}

/** Recognises a foreign format, or `undefined`. */
export function otherContainer(beginning: Buffer): OtherContainer | undefined {
  const text = beginning.toString('latin1');
  if (text.startsWith('\x1aE\xdf\xa3')) return { name: 'a Matroska or WebM file', readable: true };
  if (text.startsWith('RIFF') && text.slice(8, 11) === 'AVI') return { name: 'an AVI file', readable: true };
  if (text.startsWith('FLV')) return { name: 'a Flash video', readable: true };
  if (text.startsWith('\x89PNG') || text.startsWith('\xff\xd8\xff'))
    return { name: 'a picture', readable: false };
  if (text.startsWith('GIF8')) return { name: 'a GIF', readable: false };
  if (text.startsWith('PK\x03\x04') || text.startsWith('\x1f\x8b'))
    return { name: 'an archive', readable: false };
  if (/^\s*<(!doctype|html|\?xml)/i.test(text))
    return { name: 'a web page or an XML error, not a video', readable: false };
  if (/^\s*[{[]/.test(text) && !text.includes('ftyp')) return { name: 'JSON text', readable: false };
  return undefined;
}
