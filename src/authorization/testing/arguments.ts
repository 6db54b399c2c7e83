// The arguments of one document: as literals, or as variables that are defined once and shared where they are equal.
import { getNullableType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import type { GraphQLArgument, GraphQLInputType } from 'graphql';
import type { DrawnContent, DrawnValue } from './drawn.js';
import type { KnownValues } from './known.js';
import { literalOf } from './literal.js';

/** A variable of the operation. */
export interface Variable {
  readonly name: string;
  readonly definition: string;
  /** Absent where the operation is sent without it. */
  readonly value?: unknown;
}

/** What was written, and the definitions that it relies on. */
export interface Written {
  readonly text: string;
  readonly variables: readonly Variable[];
}

/** Writes drawn values, with what is known filled in. */
export class Arguments {
  readonly #known: KnownValues;
  readonly #variables = new Map<string, Variable>();

  constructor(known: KnownValues) {
    this.#known = known;
  }

  /** `(first: 3, after: $v1)`, or nothing. */
  write(args: readonly GraphQLArgument[], drawn: Readonly<Record<string, DrawnValue | undefined>>): Written {
    const variables: Variable[] = [];
    const texts = args.flatMap(({ name, type }) => {
      const text = this.#text(drawn[name], type, variables);
      return text === undefined ? [] : [`${name}: ${text}`];
    });
    return { text: texts.length > 0 ? `(${texts.join(', ')})` : '', variables };
  }

  /** A variable; one that is defined and given alike serves again. */
  variable(as: Exclude<DrawnValue['as'], 'literal'>, type: GraphQLInputType, value: unknown): Variable {
    const given = as === 'variable' || (as === 'absent' && isNonNullType(type));
    const literal = literalOf(value, type);
    const definition = given || as === 'absent' ? String(type) : `${String(getNullableType(type))} = ${literal}`;
    const memo = `${definition} ${given ? literal : ''}`;
    const name = `v${this.#variables.size + 1}`;
    const made = { name, definition: `$${name}: ${definition}`, ...(given && { value }) };
    const known = this.#variables.get(memo) ?? made;
    this.#variables.set(memo, known);
    return known;
  }

  /** The value of a drawn argument; `undefined` where it is left out. */
  valueOf(drawn: DrawnValue | undefined, type: GraphQLInputType): unknown {
    if (!drawn || (drawn.as === 'absent' && !isNonNullType(type))) return undefined;
    return this.#json(drawn.content, type);
  }

  #text(drawn: DrawnValue | undefined, type: GraphQLInputType, variables: Variable[]): string | undefined {
    if (!drawn) return undefined;
    if (drawn.as === 'literal') return this.#literal(drawn.content, type, variables);
    const value = this.#json(drawn.content, type);
    if (value === undefined) return undefined;
    const variable = this.variable(drawn.as, type, value);
    variables.push(variable);
    return `$${variable.name}`;
  }

  #literal(content: DrawnContent, type: GraphQLInputType, variables: Variable[]): string | undefined {
    const nullable = getNullableType(type);
    if (content.kind === 'list' && isListType(nullable)) {
      const items = content.items.map((item) => this.#text(item, nullable.ofType, variables));
      return `[${items.filter((item) => item !== undefined).join(', ')}]`;
    }
    if (content.kind === 'object' && isInputObjectType(nullable)) {
      const fields = Object.values(nullable.getFields()).flatMap((field) => {
        const text = this.#text(content.fields[field.name], field.type, variables);
        return text === undefined ? [] : [`${field.name}: ${text}`];
      });
      return `{ ${fields.join(', ')} }`;
    }
    const value = this.#json(content, type);
    return value === undefined ? undefined : literalOf(value, type);
  }

  #json(content: DrawnContent, type: GraphQLInputType): unknown {
    const nullable = getNullableType(type);
    switch (content.kind) {
      case 'plain':
        return content.value;
      case 'known':
        return this.#known.pick(content.under, content.nth) ?? (isNonNullType(type) ? 'unknown' : undefined);
      case 'list':
        if (!isListType(nullable)) return undefined;
        return content.items.map((item) => this.valueOf(item, nullable.ofType)).filter((item) => item !== undefined);
      case 'object': {
        if (!isInputObjectType(nullable)) return undefined;
        const fields = Object.values(nullable.getFields()).map(
          ({ name, type: of }) => [name, this.valueOf(content.fields[name], of)] as const,
        );
        return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
      }
    }
  }
}
