import type { RecordOf } from '../../database/records.js';
import type { Stored } from '../../database/port.js';

/** A person as stored: employees now, told apart by `kind`. Dates are `YYYY-MM-DD`, amounts minor units. */
export interface PersonDocument extends Stored {
  kind: 'EMPLOYEE';
  version: number;
  name: string;
  email?: string | null;
  phone?: string | null;
  departmentId?: string | null;
  managerId?: string | null;
  jobTitle?: string | null;
  hiredOn?: string | null;
  endedOn?: string | null;
  personalEmail?: string | null;
  homeAddress?: string | null;
  birthDate?: string | null;
  salaryAmount?: number | null;
  bankAccount?: string | null;
  nationalId?: string | null;
  notes?: string | null;
  /** The account of the person, where they have one. */
  userId?: string | null;
}

/** The kinds that this version knows. Documents of any other are nobody's to meet. */
export const personKinds = ['EMPLOYEE'] as const;

/** A person as resolvers see it. */
export type PersonRecord = RecordOf<PersonDocument>;
