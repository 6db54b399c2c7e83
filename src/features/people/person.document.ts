import type { RecordOf } from '../../database/record.js';
import { asAmount, asDay, asMark, asOneFound, asText, asTextAlways, asVersion } from '../../database/sound.js';
import type { Readers } from '../../database/sound.js';
import { count, documentSchema, orNone, text, truth } from '../../database/validator.js';
import { announcementSchema } from '../announced/announcement.js';
import type { Announcing } from '../announced/announcement.js';
import { folded, searchTokens } from '../search/folding.js';

/** The kinds of people. Documents of any other are nobody's to meet. */
export const personKinds = ['EMPLOYEE', 'CONTRACTOR'] as const;

/** One of them. */
export type PersonKind = (typeof personKinds)[number];

/**
 * A person as stored; `kind` tells employees and contractors apart. Dates are `YYYY-MM-DD`, amounts minor units, e-mail
 * addresses canonical.
 */
export interface PersonDocument extends Announcing {
  /** `ARRIVING`: being created, while what it refers to is looked at. */
  kind: PersonKind | 'ARRIVING';
  version: number;
  name: string;
  /** What lists are ordered by, and prefixes of names compared with. */
  foldedName: string;
  /** Beginnings of these words find the person. */
  searchTokens: readonly string[];
  email?: string | null;
  phone?: string | null;
  departmentId?: string | null;
  managerId?: string | null;
  personalEmail?: string | null;
  homeAddress?: string | null;
  birthDate?: string | null;
  /** The account of the person, where they have one. */
  userId?: string | null;
  /** The first day on which the person no longer works here. */
  endedOn?: string | null;
  /** The end was carried out: there is no own record, manager or report in it any more. */
  ended?: true | null;
  // Of employees.
  jobTitle?: string | null;
  hiredOn?: string | null;
  salaryAmount?: number | null;
  bankAccount?: string | null;
  nationalId?: string | null;
  notes?: string | null;
  // Of contractors.
  agency?: string | null;
  contractEndsOn?: string | null;
  dayRateAmount?: number | null;
}

/** What odd documents read as. An odd `userId` stays what it is: no rule on it holds then, `other` as little as `self`. */
export const personReaders: Readers<PersonDocument> = {
  kind: asOneFound(...personKinds, 'ARRIVING'),
  version: asVersion,
  name: asTextAlways,
  email: asText,
  phone: asText,
  departmentId: asText,
  managerId: asText,
  personalEmail: asText,
  homeAddress: asText,
  birthDate: asDay,
  endedOn: asDay,
  ended: asMark,
  jobTitle: asText,
  hiredOn: asDay,
  salaryAmount: asAmount,
  bankAccount: asText,
  nationalId: asText,
  notes: asText,
  agency: asText,
  contractEndsOn: asDay,
  dayRateAmount: asAmount,
};

const maybeText = orNone(text);
const maybeAmount = orNone(count);

/** What a person has to be, for the server; readers make older and odder ones safe. */
export const personSchema = documentSchema<PersonDocument>(
  {
    kind: { ...text, enum: [...personKinds, 'ARRIVING'] },
    version: count,
    name: text,
    foldedName: { bsonType: 'string' },
    searchTokens: { bsonType: 'array', items: text },
  },
  {
    ...announcementSchema, email: maybeText, phone: maybeText, departmentId: maybeText, managerId: maybeText,
    personalEmail: maybeText, homeAddress: maybeText, birthDate: maybeText, userId: maybeText, endedOn: maybeText,
    ended: orNone(truth), jobTitle: maybeText, hiredOn: maybeText, salaryAmount: maybeAmount, bankAccount: maybeText,
    nationalId: maybeText, notes: maybeText, agency: maybeText, contractEndsOn: maybeText, dayRateAmount: maybeAmount,
  },
); // prettier-ignore

/** A person as resolvers see it. */
export type PersonRecord = RecordOf<PersonDocument>;

/** What is derived from the rest of a person: to be stored with every change of what it is made of. */
export function derivedOf(
  person: Pick<PersonDocument, 'name' | 'email' | 'jobTitle' | 'agency'>,
): Pick<PersonDocument, 'foldedName' | 'searchTokens'> {
  // An old document may hold something else there.
  const [name, ...others] = [person.name, person.email, person.jobTitle, person.agency].map((value: unknown) =>
    typeof value === 'string' ? value : '',
  );
  return { foldedName: folded(name ?? ''), searchTokens: searchTokens(name, ...others) };
}
