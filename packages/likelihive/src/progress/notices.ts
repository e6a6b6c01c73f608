/**
 * Notices to the user while fits run: they go to stderr through whoever draws there, so that a bar is not torn.
 */

/** Writes one notice, of one line. */
export type Speaker = (text: string) => void;

const speakers: Speaker[] = [];

/** Shows a notice: through the newest speaker, or plainly where nobody draws. */
export function say(text: string): void {
  const speaker = speakers.at(-1);
  if (speaker === undefined) process.stderr.write(`${text}\n`);
  else speaker(text);
}

/** Lets `speaker` show notices until the returned function is called. */
export function speakThrough(speaker: Speaker): () => void {
  speakers.push(speaker);
  return () => {
    const at = speakers.indexOf(speaker);
    if (at >= 0) speakers.splice(at, 1);
  };
}
