/** The roles a token can carry. None contains another. */
export const roles = ['EMPLOYEE', 'HR', 'AUDITOR', 'ADMIN'] as const;

/** One of them. */
export type Role = (typeof roles)[number];

/** Narrows anything to a role that this server knows. */
export function isRole(value: unknown): value is Role {
  return (roles as readonly unknown[]).includes(value);
}
