import { createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { StartError } from '../errors.js';
import { keysFile } from './keys-file.js';
import { generatedSecrets } from './secret-file.js';
import { weaknessOf } from './secret-strength.js';
import type { Settings } from './settings.js';
import { hmacKey, signingKeys } from './signing-keys.js';
import { generatedPair, isHmac } from './token-keys.js';
import type { TokenKeys } from './token-keys.js';

/** A setting that holds a secret, or names the file of it. */
export type SecretName = 'SECRET_KEY' | 'JWT_SECRET' | 'JWT_KEYS_FILE' | 'PASSWORD_PEPPER';

/** What a key derived from `SECRET_KEY` is for. Keys of different labels tell nothing of each other. */
export type KeyLabel = 'refresh' | 'cursor' | 'mail' | 'audit';

/** The deployment's secrets as keys: nothing here prints or serializes to a secret. */
export interface Secrets {
  /** Sign access tokens: from `JWT_KEYS_FILE`, else `JWT_SECRET` for HS, else a generated pair. */
  readonly tokenKeys: TokenKeys;
  readonly passwordPepper: KeyObject;
  /** One key of 256 bits for each `SECRET_KEY` (HKDF-SHA-256, RFC 5869): the first makes, all verify. */
  derive(label: KeyLabel): readonly KeyObject[];
  /** Those that no setting gave: the start announces each. */
  readonly generated: readonly SecretName[];
}

/**
 * Takes each secret from the settings, else from the data folder, where it is made on first use.
 *
 * @throws {StartError} in production when a setting is missing; when a secret is weak; when the data folder's secrets or
 * the keys file cannot be had.
 */
export async function loadSecrets(settings: Settings): Promise<Secrets> {
  const generated = secretsNeeded(settings).filter((name) => settings[name] === undefined);
  if (generated.length > 0 && settings.NODE_ENV === 'production') {
    throw new StartError(...generated.map((name) => `${name} is required in production`));
  }
  const made = generated.some((name) => name !== 'JWT_KEYS_FILE')
    ? await generatedSecrets(settings.DATA_DIR)
    : undefined;
  const secretKeys = (settings.SECRET_KEY ?? [made?.SECRET_KEY]).map((text) => keyOf('SECRET_KEY', text));
  return {
    tokenKeys: await tokenKeysOf(settings, settings.JWT_SECRET ?? made?.JWT_SECRET),
    passwordPepper: keyOf('PASSWORD_PEPPER', settings.PASSWORD_PEPPER ?? made?.PASSWORD_PEPPER),
    derive: (label) => secretKeys.map((key) => derivedKey(key, label)),
    generated,
  };
}

/**
 * The keys of access tokens alone, as `loadSecrets` takes them.
 *
 * @throws {StartError} as `loadSecrets` does.
 */
export async function loadTokenKeys(settings: Settings): Promise<TokenKeys> {
  const needsSecret = settings.JWT_KEYS_FILE === undefined && isHmac(settings.JWT_ALGORITHM);
  const made = needsSecret && settings.JWT_SECRET === undefined ? await generatedSecrets(settings.DATA_DIR) : undefined;
  return tokenKeysOf(settings, settings.JWT_SECRET ?? made?.JWT_SECRET);
}

/** The secrets that a deployment with these settings uses. */
function secretsNeeded({
  JWT_ALGORITHM,
  JWT_KEYS_FILE,
}: Pick<Settings, 'JWT_ALGORITHM' | 'JWT_KEYS_FILE'>): SecretName[] {
  const forTokens = JWT_KEYS_FILE === undefined && isHmac(JWT_ALGORITHM) ? 'JWT_SECRET' : 'JWT_KEYS_FILE';
  return ['SECRET_KEY', forTokens, 'PASSWORD_PEPPER'];
}

async function tokenKeysOf(settings: Settings, secret: string | undefined): Promise<TokenKeys> {
  const { JWT_ALGORITHM: algorithm, JWT_KEYS_FILE: path } = settings;
  if (path !== undefined) return keysFile(path, algorithm);
  if (!isHmac(algorithm)) return { current: await generatedPair(settings.DATA_DIR, algorithm) };
  return { current: signingKeys([hmacKey(keyOf('JWT_SECRET', secret), algorithm)]) };
}

// Checked again although the settings check it: HMAC takes an empty key without complaint.
function keyOf(name: SecretName, text: string | undefined): KeyObject {
  const bytes = Buffer.from(text ?? '', 'utf8');
  const weakness = weaknessOf(bytes);
  if (weakness) throw new StartError(`${name} ${weakness}`);
  return createSecretKey(bytes);
}

function derivedKey(key: KeyObject, label: KeyLabel): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, '', `claimcheck ${label}`, 32)));
}
