import { createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { StartError } from '../errors.js';
import { generatedSecrets } from './secret-file.js';
import type { Settings } from './settings.js';

const names = ['SECRET_KEY', 'JWT_SECRET', 'PASSWORD_PEPPER'] as const;

/** A setting that holds a secret. */
export type SecretName = (typeof names)[number];

/** What a key derived from `SECRET_KEY` is for. Keys of different labels tell nothing of each other. */
export type KeyLabel = 'refresh' | 'cursor' | 'mail' | 'audit';

/** The deployment's secrets as keys: nothing here prints or serializes to a secret. */
export interface Secrets {
  /** `JWT_SECRET`: signs access tokens. */
  readonly jwtSecret: KeyObject;
  readonly passwordPepper: KeyObject;
  /** One key of 256 bits for each `SECRET_KEY` (HKDF-SHA-256, RFC 5869): the first makes, all verify. */
  derive(label: KeyLabel): readonly KeyObject[];
  /** Those that no setting gave: the start announces each. */
  readonly generated: readonly SecretName[];
}

/**
 * Takes each secret from the settings, else from the data folder, where all are made on first use.
 *
 * @throws {StartError} in production when a setting is missing; when the data folder's secrets cannot be had.
 */
export async function loadSecrets(settings: Settings): Promise<Secrets> {
  const generated = names.filter((name) => settings[name] === undefined);
  if (generated.length > 0 && settings.NODE_ENV === 'production') {
    throw new StartError(...generated.map((name) => `${name} is required in production`));
  }
  const made = generated.length > 0 ? await generatedSecrets(settings.DATA_DIR) : undefined;
  const secretKeys = (settings.SECRET_KEY ?? [made?.SECRET_KEY]).map((text) => keyOf('SECRET_KEY', text));
  return {
    jwtSecret: keyOf('JWT_SECRET', settings.JWT_SECRET ?? made?.JWT_SECRET),
    passwordPepper: keyOf('PASSWORD_PEPPER', settings.PASSWORD_PEPPER ?? made?.PASSWORD_PEPPER),
    derive: (label) => secretKeys.map((key) => derivedKey(key, label)),
    generated,
  };
}

// Checked again although the settings check it: HMAC takes an empty key without complaint.
function keyOf(name: SecretName, text: string | undefined): KeyObject {
  const bytes = Buffer.from(text ?? '', 'utf8');
  if (bytes.length < 32) throw new StartError(`${name} must be at least 32 bytes long`);
  return createSecretKey(bytes);
}

function derivedKey(key: KeyObject, label: KeyLabel): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, '', `claimcheck ${label}`, 32)));
}
