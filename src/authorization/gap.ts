/** One place where the policy is not total or cannot be kept. */
export interface Gap {
  /** Class and member, or the schema coordinate where no class is known. */
  readonly where: string;
  /** What is wrong there, and what to write. */
  readonly what: string;
}

/** Collects gaps, each once. */
export class Gaps {
  readonly all: Gap[] = [];

  add(where: string, what: string): void {
    if (!this.all.some((gap) => gap.where === where && gap.what === what)) this.all.push({ where, what });
  }
}

/** The schema was refused. Lists every gap at once, so that one build shows all there is to do. */
export class PolicyError extends Error {
  readonly gaps: readonly Gap[];

  constructor(gaps: readonly Gap[]) {
    const lines = gaps.map(({ where, what }) => `  ${where}: ${what}`);
    super(
      [`The schema is not protected. ${gaps.length === 1 ? 'One gap' : `${gaps.length} gaps`}:`, ...lines].join('\n'),
    );
    this.name = 'PolicyError';
    this.gaps = gaps;
  }
}
