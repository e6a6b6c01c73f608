/** What completion shows of a parameter: its unit, its default and where they come from. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const SOURCES = new URL('../src/', import.meta.url);

/** Options that are numbers, with what is written above each. */
function numericOptions(): [place: string, text: string][] {
  const files = ['functions', 'mechanisms'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, SOURCES)).map((file) => `${folder}/${file}`),
  );
  return [...files, 'drift-diffusion-integrator.ts'].flatMap((file) => {
    const text = readFileSync(new URL(file, SOURCES), 'utf8');
    const option =
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*readonly (\w+)\?: (?:ParameterValue|number|number \| PerAccumulator|Noise) \| undefined;/g;
    return [...text.matchAll(option)].map(([, doc, name]): [string, string] => [
      `${file} ${name}`,
      doc!.replace(/\s*\n\s*\*\s*/g, ' '),
    ]);
  });
}

/** Counts and positions have no unit and no source in the literature. */
const COUNTS = ['inputShapes', 'element', 'maxExecutionsBeforeFinished'];

describe('the documentation of a parameter', () => {
  const options = numericOptions().filter(([place]) => !COUNTS.some((name) => place.endsWith(` ${name}`)));

  it('is found for every function and mechanism', () => {
    expect(options.length).toBeGreaterThan(70);
  });

  it.each(options)('%s says unit, default and source', (_, text) => {
    expect(text).toMatch(/\[[^\]]+\]/);
    expect(text).toMatch(/default|without one/);
    expect(text).toContain('Source: ');
  });
});
