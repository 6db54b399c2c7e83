// What the schema's types leave open about what is sent: lengths, characters, ranges. Checked before anything is read.
import { z } from 'zod';
import { canonicalEmail } from '../identity/users/email.js';
import { ApiError } from '../errors.js';

/** How long a text may be, in UTF-16 units. */
export const longest = { name: 200, line: 500, phone: 40, period: 40, account: 64, text: 10_000 } as const;

/** The highest amount: a hundred thousand of them can still be added up exactly. */
const mostAmount = 90_000_000_000;

/** No control characters, none that turn the direction of text, no lone surrogates. */
const line = /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;
const lines = /^(?:[\n\t]|[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069])*$/u;

/**
 * Text in NFC. One with more than 30 combining marks in a row (UAX #15, Stream-Safe Text Format) is refused: bringing them
 * into their order takes as long as the square of how many they are.
 */
const normalized = z.string().transform((text, context) => {
  if (!/\p{M}{31}/u.test(text)) return text.normalize('NFC');
  context.addIssue({ code: 'custom', message: 'must have at most 30 combining marks in a row' });
  return z.NEVER;
});

/** One line of text: trimmed, NFC, not empty. */
export const aLine = (most: number) =>
  normalized
    .transform((text) => text.trim())
    .superRefine((text, context) => {
      if (!/[^\s\p{C}]/u.test(text)) context.addIssue({ code: 'custom', message: 'must not be empty' });
      else if (text.length > most)
        context.addIssue({
          code: 'custom',
          message: `must have at most ${most} characters; what came has ${text.length}`,
        });
      else if (!line.test(text))
        context.addIssue({ code: 'custom', message: 'must be one line of text, without control characters' });
    });

/** Text of any number of lines: NFC, not empty. */
export const aText = normalized.superRefine((text, context) => {
  if (text.trim() === '') context.addIssue({ code: 'custom', message: 'must not be empty' });
  else if (text.length > longest.text)
    context.addIssue({
      code: 'custom',
      message: `must have at most ${longest.text} characters; what came has ${text.length}`,
    });
  else if (!lines.test(text)) context.addIssue({ code: 'custom', message: 'must be text without control characters' });
});

/** An e-mail address in its canonical form. */
export const anEmail = z.string().transform((text, context) => {
  const email = canonicalEmail(text);
  if (email !== undefined) return email;
  context.addIssue({ code: 'custom', message: 'must be an e-mail address of at most 254 characters' });
  return z.NEVER;
});

/** A telephone number, as it is written: nothing is made of it. */
export const aPhone = aLine(longest.phone).refine((text) => /^\+?[0-9][0-9 ()./-]{2,}$/.test(text), {
  message: 'must be a telephone number: digits, blanks and ( ) . / -, perhaps after a +',
});

/** Minor units of the company's currency. */
export const anAmount = z
  .number()
  .int()
  .refine((amount) => amount >= 0 && amount <= mostAmount, { message: `must be from 0 to ${mostAmount}` });

const earliest = '1900-01-01';
const latest = '2199-12-31';

/** `YYYY-MM-DD`, as the scalar has checked it. */
export const aDate = z
  .string()
  .refine((date) => date >= earliest && date <= latest, { message: `must be from ${earliest} to ${latest}` });

/** Which record; one that cannot be is one that is not there. */
export const anId = z.string();

/** Absent stays as it is; `null`, which would clear it, is refused. */
export const notCleared = <Checked extends z.ZodType>(schema: Checked) =>
  z
    .union([z.null(), schema])
    .optional()
    .refine((value) => value !== null, { message: 'must not be null: it cannot be cleared' })
    .transform((value) => value as z.output<Checked> | undefined);

/**
 * What was sent, checked and in its stored form.
 *
 * @throws {ApiError} `BAD_USER_INPUT` with every problem at once: what is required, never what came as a value.
 */
export function checkInput<Checked>(schema: z.ZodType<Checked>, input: unknown, path: string): Checked {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({
    path: [path, ...issue.path.map(String)].join('.'),
    message: issue.message,
  }));
  throw new ApiError('BAD_USER_INPUT', { details: { fields } });
}
