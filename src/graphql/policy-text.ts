// The rules of an SDL, read back from its directives: what two revisions of `schema/schema.graphql` are compared by.
import { Kind, parse, valueFromASTUntyped } from 'graphql';
import type { ConstDirectiveNode, DefinitionNode, InputValueDefinitionNode } from 'graphql';

/** Clauses of which one must hold; all words of a clause. The empty clause holds for whoever gets that far. */
export type Clauses = readonly (readonly string[])[];

/** What an SDL says of one coordinate. */
export interface StatedText {
  /** What whoever is meant by the empty clause has already: nothing, an object of the type, the field of the argument. */
  readonly holder: 'anyone' | 'holder' | 'user';
  readonly anyOf: Clauses;
  /** On a type: which records exist for whom; without one, all for all. */
  readonly visible?: Clauses;
  readonly audited: boolean;
  readonly subject?: string;
  readonly exemption?: string;
}

/** Coordinate → what is stated, for types with fields and for everything that can be read or sent. */
export function readPolicyText(sdl: string): Map<string, StatedText> {
  const found = new Map<string, StatedText>();
  for (const definition of parse(sdl).definitions) readDefinition(definition, found);
  return found;
}

function readDefinition(definition: DefinitionNode, found: Map<string, StatedText>): void {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const { name, directives = [], fields = [] } = definition;
      const ofType = wordOf(directives);
      found.set(name.value, textOf(directives, ofType?.holder === 'rule' ? ofType : undefined));
      for (const field of fields) {
        const coordinate = `${name.value}.${field.name.value}`;
        const spoken = ofType && ofType.holder !== 'rule' ? ofType : nobody;
        found.set(coordinate, textOf(field.directives ?? [], wordOf(field.directives ?? []) ?? spoken));
        for (const arg of field.arguments ?? []) readSent(`${coordinate}(${arg.name.value}:)`, arg, undefined, found);
      }
      return;
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION: {
      const { name, directives = [], fields = [] } = definition;
      for (const field of fields) readSent(`${name.value}.${field.name.value}`, field, wordOf(directives), found);
      return;
    }
    case Kind.ENUM_TYPE_DEFINITION:
      for (const value of definition.values ?? [])
        readSent(`${definition.name.value}.${value.name.value}`, value, undefined, found);
      return;
    default:
  }
}

/** Arguments and enum values follow the field where they are used, unless they say otherwise. */
function readSent(
  coordinate: string,
  { directives = [] }: Pick<InputValueDefinitionNode, 'directives'>,
  ofType: Word | undefined,
  found: Map<string, StatedText>,
): void {
  const { anyOf } = wordOf(directives) ?? ofType ?? { anyOf: [[]] };
  found.set(coordinate, { ...textOf(directives, { holder: 'inherited', anyOf }), holder: 'user' });
}

interface Word {
  readonly holder: 'rule' | 'inherited' | 'public';
  readonly anyOf: Clauses;
}

const nobody: Word = { holder: 'rule', anyOf: [] };

function wordOf(directives: readonly ConstDirectiveNode[]): Word | undefined {
  const rule = directiveOf(directives, 'authorized');
  if (rule) return { holder: 'rule', anyOf: clausesOf(rule) };
  if (directiveOf(directives, 'public')) return { holder: 'public', anyOf: [[]] };
  return directiveOf(directives, 'inherited') ? { holder: 'inherited', anyOf: [[]] } : undefined;
}

function textOf(directives: readonly ConstDirectiveNode[], word: Word | undefined): StatedText {
  const visible = directiveOf(directives, 'visible');
  const subject = directiveOf(directives, 'subject');
  const laxer = argumentOf(directiveOf(directives, 'reads'), 'laxer');
  return {
    holder: word?.holder === 'public' ? 'anyone' : 'holder',
    anyOf: word?.anyOf ?? [[]],
    ...(visible && { visible: clausesOf(visible) }),
    audited: directiveOf(directives, 'audited') !== undefined,
    ...(subject && { subject: `${String(argumentOf(subject, 'type'))} ${String(argumentOf(subject, 'id'))}` }),
    ...(typeof laxer === 'string' && { exemption: laxer }),
  };
}

function directiveOf(directives: readonly ConstDirectiveNode[], name: string): ConstDirectiveNode | undefined {
  return directives.find((directive) => directive.name.value === name);
}

function argumentOf(directive: ConstDirectiveNode | undefined, name: string): unknown {
  const value = directive?.arguments?.find((argument) => argument.name.value === name)?.value;
  return value && valueFromASTUntyped(value);
}

/** A clause of one word may stand as the word alone. */
function clausesOf(directive: ConstDirectiveNode): Clauses {
  const anyOf = argumentOf(directive, 'anyOf');
  return [anyOf].flat().map((clause) => [clause].flat().map(String));
}
