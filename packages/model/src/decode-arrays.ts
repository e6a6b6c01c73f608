/** Typed arrays of a recipe's text: tagged base64 of exactly the right length. */
import { type Checked, requireKeys, show } from './check.js';
import { ModelError } from './errors.js';

/** How many elements there may be. */
export interface Count {
  readonly least: number;
  readonly most: number;
}

/** Reads `{"f64": …}` of finite numbers. */
export function readDoubles(at: Checked, value: unknown, count: Count): Float64Array {
  const { f64 } = requireKeys(at, value, ['f64']);
  const buffer = readBase64(at, f64, { ...count, size: 8 });
  return Float64Array.from({ length: buffer.length / 8 }, (_, index) => {
    const element = buffer.readDoubleLE(index * 8);
    if (Number.isFinite(element)) return element;
    throw new ModelError(at.code, `${at.field}[${index}]`, `must be a finite number, got ${element}`);
  });
}

/** Reads `{"u8": …}` of `count` integers from 0 to `most`. */
export function readBytes(at: Checked, value: unknown, count: number, most = 1): Uint8Array {
  const { u8 } = requireKeys(at, value, ['u8']);
  return Uint8Array.from(readBase64(at, u8, { least: count, most: count, size: 1 }), (element, index) => {
    if (element <= most) return element;
    throw new ModelError(at.code, `${at.field}[${index}]`, `must be an integer from 0 to ${most}, got ${element}`);
  });
}

/**
 * Bytes of a whole number of elements. The length is checked before anything is decoded; `Buffer.from` skips what is
 * no base64, and then the recipe's text is not the canonical one.
 */
function readBase64(at: Checked, value: unknown, { least, most, size }: Count & { readonly size: number }): Buffer {
  const characters = (elements: number) => Math.ceil((elements * size) / 3) * 4;
  const isText = typeof value === 'string';
  if (isText && value.length >= characters(least) && value.length <= characters(most)) {
    const buffer = Buffer.from(value, 'base64');
    const count = buffer.length / size;
    if (Number.isInteger(count) && count >= least && count <= most) return buffer;
  }
  const wanted = least === most ? `${least}` : `${least} to ${most}`;
  const got = isText ? `${value.length} characters` : show(value);
  throw new ModelError(at.code, at.field, `must be ${wanted} elements of ${size} bytes in base64, got ${got}`);
}
