/**
 * The certificate of a cluster: made for it, signed by itself, known by its fingerprint.
 *
 * Whoever dials compares the fingerprint (it came with the secret, not over the network), so names, dates and chains
 * decide nothing, and an X.509 certificate of version 1 is all that TLS needs around the key. Its ASN.1 is written here;
 * `docs/decisions/` says why no library does it.
 */
import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { ActorError } from '../errors.js';
import { shown } from '../refs.js';

/** A certificate with its private key, both as PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A new certificate for a key on P-256. */
export function createCertificate(): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(COMMON_NAME, der(0x0c, Buffer.from('cluster')))));
  const tbs = sequence(
    der(0x02, Buffer.concat([Buffer.of(0x01), randomBytes(15)])), // serial number, positive
    sequence(ECDSA_WITH_SHA256),
    name,
    sequence(der(0x17, Buffer.from('200101000000Z')), der(0x18, Buffer.from('99991231235959Z'))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, Buffer.of(0), sign('sha256', tbs, privateKey));
  const cert = new X509Certificate(sequence(tbs, sequence(ECDSA_WITH_SHA256), signature));
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: cert.toString() };
}

/** SHA-256 of a certificate (PEM, or DER as it comes over the wire), in hexadecimal: what a dialler pins. */
export function fingerprintOf(cert: string | Buffer): string {
  const raw = typeof cert === 'string' ? new X509Certificate(cert).raw : cert;
  return createHash('sha256').update(raw).digest('hex');
}

/** Refuses what is not a certificate with its key. @throws ActorError `ERR_OPTION` that does not repeat the key */
export function requireCertificate(field: string, value: Certificate): Certificate {
  let fits: boolean;
  try {
    fits = new X509Certificate(value.cert).checkPrivateKey(createPrivateKey(value.key));
  } catch (cause) {
    const text = `${field} must be { key, cert } in PEM, got what cannot be read`;
    throw new ActorError('ERR_OPTION', text, { cause });
  }
  if (fits) return value;
  throw new ActorError('ERR_OPTION', `${field}.key must be the key of ${field}.cert, got another`);
}

/** Reads a fingerprint: 64 hexadecimal digits, which may be in pairs with colons, as openssl prints it. */
export function requireFingerprint(value: unknown): string {
  const digits = typeof value === 'string' ? value.replaceAll(':', '').toLowerCase() : '';
  if (/^[0-9a-f]{64}$/.test(digits)) return digits;
  throw new ActorError('ERR_OPTION', `fingerprint must be a SHA-256 of 64 hexadecimal digits, got ${shown(value)}`);
}

const ECDSA_WITH_SHA256 = der(0x06, Buffer.from('2a8648ce3d040302', 'hex')); // 1.2.840.10045.4.3.2
const COMMON_NAME = der(0x06, Buffer.from('550403', 'hex')); // 2.5.4.3

/** One value in DER: tag, length, contents. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  const length = body.length < 0x80 ? Buffer.of(body.length) : Buffer.of(0x82, body.length >> 8, body.length & 0xff);
  return Buffer.concat([Buffer.of(tag), length, body]);
}

function sequence(...contents: readonly Buffer[]): Buffer {
  return der(0x30, ...contents);
}

function set(...contents: readonly Buffer[]): Buffer {
  return der(0x31, ...contents);
}
