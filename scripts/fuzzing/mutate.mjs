/** Damage: to bytes, and to values of which the shape is known. Nothing that goes in is changed. */

const TEXTS = [
  '',
  'x',
  '#',
  'a#0',
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  '\ud800',
  'é🎉',
  '../../x',
  'r1',
  'a1',
];
const NUMBERS = [
  0,
  -0,
  1,
  -1,
  0.5,
  NaN,
  Infinity,
  -Infinity,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 53,
  -(2 ** 53),
  1e300,
  5e-324,
];

/** Any value that can be packed, nested at most `depth` deep. */
export function anyValue(random, depth = 3) {
  switch (random.below(depth > 0 ? 14 : 9)) {
    case 0:
      return null;
    case 1:
      return random.once(2);
    case 2:
      return random.pick(NUMBERS);
    case 3:
      return random.below(1000) - 500;
    case 4:
      return random.pick(TEXTS);
    case 5:
      return random.pick(TEXTS).repeat(random.size(10));
    case 6:
      return Float64Array.from({ length: random.size(5) }, () => random.pick(NUMBERS));
    case 7:
      return random.pick([undefined, 2n ** 70n, -(2n ** 63n), new Date(NaN), new Date(1e12), Buffer.alloc(3)]);
    case 8:
      return random.bytes(random.size(6));
    case 9:
    case 10:
      return Array.from({ length: random.size(4) }, () => anyValue(random, depth - 1));
    case 11:
      return nested(random.size(9), anyValue(random, 0));
    default: {
      const entries = Array.from({ length: random.size(3) }, () => [
        random.pick([...TEXTS, 'type', 'name', 'id', 'path', 'system', 'parts']),
        anyValue(random, depth - 1),
      ]);
      return Object.fromEntries(entries);
    }
  }
}

function nested(depth, value) {
  let whole = value;
  for (let i = 0; i < depth; i += 1) whole = [whole];
  return whole;
}

/** `value` with one to three changes somewhere inside: replaced, left out, added, doubled, or moved. */
export function mutateValue(random, value) {
  let changed = value;
  for (let left = 1 + random.below(3); left > 0; left -= 1) changed = changeOnce(random, changed);
  return changed;
}

function changeOnce(random, value) {
  if (!isContainer(value) || random.once(6)) return anyValue(random);
  const keys = Object.keys(value);
  // Mostly deeper: what is refused at the top says nothing of what is below.
  if (keys.length > 0 && !random.once(4)) {
    const key = random.pick(keys);
    return replaced(value, key, changeOnce(random, value[key]));
  }
  return Array.isArray(value) ? changeArray(random, value) : changeObject(random, value, keys);
}

function changeArray(random, value) {
  const at = random.below(value.length + 1);
  switch (random.below(4)) {
    case 0:
      return value.toSpliced(at, 1);
    case 1:
      return value.toSpliced(at, 0, anyValue(random));
    case 2:
      return value.length > 0 ? value.toSpliced(at, 0, random.pick(value)) : [value];
    default:
      return value.toReversed();
  }
}

function changeObject(random, value, keys) {
  const key = keys.length > 0 ? random.pick(keys) : 'x';
  const { [key]: taken, ...rest } = value;
  switch (random.below(4)) {
    case 0:
      return rest;
    case 1:
      return { ...value, [random.pick(TEXTS)]: anyValue(random) };
    case 2:
      return { ...rest, [`${key} `]: taken };
    default:
      return replaced(value, key, value[random.pick(keys.length > 0 ? keys : ['x'])]);
  }
}

function replaced(value, key, by) {
  if (Array.isArray(value)) return value.with(Number(key), by);
  return Object.fromEntries(Object.entries(value).map(([each, was]) => [each, each === key ? by : was]));
}

function isContainer(value) {
  return Array.isArray(value) || (typeof value === 'object' && value !== null && value.constructor === Object);
}

/** `bytes` with one to eight changes: set, cut off, put in, taken out, doubled, or a length made absurd. */
export function mutateBytes(random, bytes) {
  let changed = Buffer.from(bytes);
  for (let left = 1 + random.below(8); left > 0; left -= 1) changed = damageOnce(random, changed);
  return changed;
}

function damageOnce(random, bytes) {
  const at = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + random.size(5));
  switch (random.below(7)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), random.bytes(random.size(4)), bytes.subarray(at)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    case 4: {
      const length = Buffer.from([random.pick([0xc6, 0xc9, 0xdb, 0xdd, 0xdf]), 0, 0, 0, 0]);
      length.writeUInt32BE(random.pick([0, 1, 0xffff, 0x7fffffff, 0xffffffff]), 1);
      return Buffer.concat([bytes.subarray(0, at), length, bytes.subarray(at)]);
    }
    default: {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[Math.min(at, copy.length - 1)] = random.below(256);
      return copy;
    }
  }
}
