/** Typed arrays of a recipe's text: tagged base64 of exactly the right length. */
import { type Checked, requireKeys, show } from './check.js';
import { ModelError } from './errors.js';

/** How many elements there may be. */
export interface Count {
  readonly least: number;
  readonly most: number;
}

/** Reads `{"f64": …}` of finite numbers. */
export function readDoubles(at: Checked, value: unknown, { least, most }: Count): Float64Array {
  const { f64 } = requireKeys(at, value, ['f64']);
  const buffer = readBase64(at, f64, most * 8);
  const count = buffer.length / 8;
  if (!Number.isInteger(count) || count < least || count > most) {
    const wanted = least === most ? `${least}` : `from ${least} to ${most}`;
    throw new ModelError(at.code, at.field, `must have ${wanted} elements of 8 bytes, got ${buffer.length} bytes`);
  }
  return Float64Array.from({ length: count }, (_, index) => {
    const element = buffer.readDoubleLE(index * 8);
    if (Number.isFinite(element)) return element;
    throw new ModelError(at.code, `${at.field}[${index}]`, `must be a finite number, got ${element}`);
  });
}

/** Reads `{"u8": …}` of `count` zeros and ones. */
export function readBytes(at: Checked, value: unknown, count: number): Uint8Array {
  const { u8 } = requireKeys(at, value, ['u8']);
  const buffer = readBase64(at, u8, count);
  if (buffer.length !== count) {
    throw new ModelError(at.code, at.field, `must have ${count} elements of 1 byte, got ${buffer.length} bytes`);
  }
  return Uint8Array.from(buffer, (element, index) => {
    if (element <= 1) return element;
    throw new ModelError(at.code, `${at.field}[${index}]`, `must be 0 or 1, got ${element}`);
  });
}

/** Decodes at most `most` bytes. `Buffer.from` skips what is no base64; the canonical text would not match then. */
function readBase64(at: Checked, value: unknown, most: number): Buffer {
  const longest = Math.ceil(most / 3) * 4;
  if (typeof value === 'string' && value.length <= longest) return Buffer.from(value, 'base64');
  const got = typeof value === 'string' ? `${value.length} characters` : show(value);
  throw new ModelError(at.code, at.field, `must be base64 of at most ${longest} characters, got ${got}`);
}
